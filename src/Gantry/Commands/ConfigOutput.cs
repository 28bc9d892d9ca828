using System.CommandLine;
using Gantry.Client;
using Gantry.Compose;
using Gantry.Model.Json;
using Gantry.Model.Stacks;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Prints what <c>config</c> was asked for.</summary>
internal sealed class ConfigOutput(Session session, ConfigOptions options)
{
    private readonly string? _output = session.Get(options.Output);

    public async Task<int> RunAsync(OfflineReading reading, CancellationToken ct)
    {
        session.RefuseSilentOutput(options.Output);
        session.RefuseSilentOutput(options.Format);
        var format = Form();
        CheckOnePart();

        var gathered = await reading.GatherAsync(ct);
        var text = session.Get(options.NoInterpolate) ? Model(gathered, interpolates: false).Write(format) : Resolved(reading, gathered, format);
        if (session.Get(session.Common.Silent))
            return ExitCode.Ok;
        if (IsFile(_output))
            await WriteAsync(_output!, text, ct);
        else
            session.Printer.Raw(text);
        return ExitCode.Ok;
    }

    private static bool IsFile(string? output) => output is not null && output.AsSpan().ContainsAny('.', '/');

    private ConfigFormat Form()
    {
        var form = session.Get(options.Format);
        if (_output is not null && !IsFile(_output))
        {
            if (form is not null && form != _output)
                throw CliException.Usage($"-o {_output} and --format {form} differ.", "Give one of them.");
            form = _output;
        }

        return form switch
        {
            null or "yaml" => ConfigFormat.Yaml,
            "json" => ConfigFormat.Json,
            _ => throw CliException.Usage($"{form}: a configuration is printed as yaml or json.", $"To write to a file of this name: -o ./{form}."),
        };
    }

    private void CheckOnePart()
    {
        Option[] parts = [options.Services, options.Images, options.Volumes, options.Networks, options.Profiles, options.Environment, options.Hash, options.NoInterpolate];
        var given = parts.Where(session.IsGiven).Select(o => o.Name).ToList();
        if (given.Count > 1)
            throw CliException.Usage($"{string.Join(" and ", given)} print different things.", "Give one of them.");
    }

    private string Resolved(OfflineReading reading, GatheredBundle gathered, ConfigFormat format)
    {
        var stack = reading.Accepted(gathered).Stack;
        if (session.Get(options.Services))
            return Lines(stack.Services.Select(s => s.Name));
        if (session.Get(options.Images))
            return Lines(stack.Services.Select(s => s.Container.Image).Distinct());
        if (session.Get(options.Networks))
            return Lines(StackConfig.Networks(stack));
        if (session.Get(options.Volumes))
            return Lines(StackConfig.Volumes(stack));
        if (session.Get(options.Profiles))
            return Lines(Model(gathered, interpolates: true).Profiles);
        if (session.Get(options.Environment))
            return Lines(gathered.Bundle.Variables.Select(v => $"{v.Key}={v.Value}"));
        return session.Get(options.Hash) is { } services ? Hashes(stack, services) : StackConfig.Write(stack, format);
    }

    private static ComposeModel Model(GatheredBundle gathered, bool interpolates) =>
        ComposeModel.Read(gathered.StackName, gathered.Bundle, interpolates, out var problems) ?? throw ComposeProblems.Of(problems, gathered.Bundle);

    private static string Hashes(StackSpec stack, string services)
    {
        var names = services == "*" ? [.. stack.Services.Select(s => s.Name)] : services.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Lines(names.Select(n => stack.Services.FirstOrDefault(s => s.Name == n) is { } service
            ? $"{n} {CanonicalJson.HashOf(service)}"
            : throw new CliException(ExitCode.NotFound, $"The files have no service '{n}'.", $"There are {string.Join(", ", stack.Services.Select(s => s.Name))}.")));
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Order(StringComparer.Ordinal).Select(l => PlainText.Of(l) + "\n"));

    private async Task WriteAsync(string file, string text, CancellationToken ct)
    {
        try
        {
            await File.WriteAllTextAsync(Path.GetFullPath(file, session.Environment.WorkingDirectory), text, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Error, $"{file} cannot be written: {e.Message}", "Is its folder there, and may this user write to it?", e);
        }
    }
}
