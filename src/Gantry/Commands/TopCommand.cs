using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary><c>gantry top</c></summary>
internal static class TopCommand
{
    private const string HomeAndClear = "\e[H\e[2J\e[3J";

    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(2);

    public static Command Create(CommandParts parts)
    {
        var stack = CommandParts.Optional(parts.Stack(), "Only this stack's tasks.");
        var service = parts.OfService("Only this service's tasks.");
        return new Command("top", "Show the CPU and memory that each task uses.").With(stack, service).Shows(parts, canWatch: true)
            .Does(parts, async (session, ct) =>
            {
                var path = ApiPath.With(ApiPath.Of("usage"), ("stack", session.Get(stack)), ("service", session.Get(service)));
                if (!session.Get(session.Common.Watch))
                    return await session.ListAsync(path, static () => new Listing<TaskUsage>(UsageShape.Create(), ApiJson.Default.ListedTaskUsage), ct);
                for (var isFirst = true; ; isFirst = false)
                {
                    var usage = await session.Api.GetAsync(path, ApiJson.Default.ListedTaskUsage, ct);
                    if (session.Printer.IsTerminal && session.Form() is OutputForm.Table)
                        session.Printer.Raw(HomeAndClear);
                    else if (!isFirst && session.Form() is OutputForm.Yaml)
                        session.Printer.Line(YamlText.Separator);
                    session.View(UsageShape.Create()).Print(usage);
                    session.Printer.Flush();
                    await Task.Delay(RefreshEvery, session.Time, ct);
                }
            });
    }
}
