using System.Collections.ObjectModel;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Client;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>One run of a command: what was typed, the server that it is for, and where to print.</summary>
internal sealed class Session(ParseResult parsed, CommandParts parts)
{
    private static readonly OutputForm TableForm = new OutputForm.Table(IsWide: false);

    private ApiClient? _api;

    public CommonOptions Common => parts.Common;

    public CliEnvironment Environment => parts.Environment;

    public TimeProvider Time => parts.Environment.Time;

    public Printer Printer { get; } = new(parts.Environment);

    public ApiClient Api => _api ??= new ApiClient(Target, Time);

    public ApiTarget Target => TargetChoice.Of(Get(Common.Host), Get(Common.Context), Environment.Variable);

    public bool IsQuiet => Get(Common.Quiet);

    public bool IsDryRun => Get(Common.DryRun);

    /// <summary>Of a change of a single object: a dry run where <c>--dry-run</c> was given.</summary>
    public string ChangePath(params ReadOnlySpan<string> segments) => ApiPath.With(ApiPath.Of(segments), ("dryRun", ApiPath.Flag(IsDryRun)));

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    /// <summary>As typed, in order; empty when the option was not given.</summary>
    public IReadOnlyList<string> All(Option<string[]> option) => parsed.GetValue(option) ?? [];

    public bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };

    public IReadOnlyList<string> Filters => All(Common.Filter) is { Count: > 0 } given ? given : All(Common.LongFilter);

    /// <exception cref="CliException">Both <c>-q</c> and <paramref name="output"/> were given, where <c>-q</c> prints nothing.</exception>
    public void RefuseSilentOutput(Option output)
    {
        if (Get(Common.Silent) && IsGiven(output))
            throw CliException.Usage($"-q prints nothing, and {output.Name} chooses what is printed. Give one of them.");
    }

    public OutputForm Form(OutputForm? fallback = null) =>
        OutputForm.Of(Get(Common.Output), Get(Common.Format), IsQuiet, fallback ?? TableForm);

    public ListView<T> View<T>(Shape<T> shape, OutputForm? fallback = null)
        where T : class =>
        new(Printer, shape, Form(fallback), ItemFilter<T>.Of(shape, Filters), Get(Common.NoTrunc));

    /// <summary>Fetches a list and prints it; with <c>--watch</c> goes on with its changes.</summary>
    /// <param name="listing">Made only when the records must be understood, which costs a short command more than all the rest of it.</param>
    public async Task<int> ListAsync<T>(string path, Func<Listing<T>> listing, CancellationToken ct)
        where T : class
    {
        if (Get(Common.Watch))
        {
            var (shape, list, change) = listing();
            return await new ListWatch<T>(this, shape, list, change ?? throw CliException.Usage("This list cannot be watched.")).RunAsync(path, ct);
        }

        if (Form() is OutputForm.Json && Filters.Count == 0)
        {
            Printer.Line(JsonText.Of(await Api.GetBytesAsync(path, ct)));
            return ExitCode.Ok;
        }

        return await ListOfAsync(path, owner: null, listing, ct);
    }

    /// <summary>As the other, once, for a list that is empty too when what it is of does not exist.</summary>
    /// <param name="owner">Where the owner is found; asked when nothing is listed, so that a mistyped name is told. Null for a list of no one's.</param>
    public async Task<int> ListOfAsync<T>(string path, string? owner, Func<Listing<T>> listing, CancellationToken ct)
        where T : class
    {
        var (shape, type, _) = listing();
        var view = View(shape);
        var list = await Api.GetAsync(path, type, ct);
        if (owner is not null && list.Items.Count == 0)
            _ = await Api.GetBytesAsync(owner, ct);
        view.Print(list);
        return ExitCode.Ok;
    }

    /// <summary>Fetches things of one kind and prints them, as JSON unless something else is asked for; with <c>--watch</c> goes on with their changes.</summary>
    /// <param name="kind">Of the API's path: <c>stacks</c>.</param>
    public async Task<int> InspectAsync<T>(
        string kind, IReadOnlyList<string> names, Func<Listing<T>> listing, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        var (shape, list, change) = listing();
        var form = new OutputForm.Json();
        var view = View(shape, form);
        var found = new HashSet<string>();
        var code = await InTurn.DoAsync(this, names, async name =>
        {
            var item = await Api.GetAsync(ApiPath.Of(kind, name), type, ct);
            found.Add(shape.Key(item));
            if (!Get(Common.Watch))
                view.PrintOne(item);
            return ExitCode.Ok;
        }, ct);
        if (!Get(Common.Watch) || found.Count == 0 || code == ExitCode.Interrupted)
            return code;

        // Of one thing alone there is no watch: it is the list's, of which only these are shown.
        var path = ApiPath.With(ApiPath.Of(kind), ("all", kind == "tasks" ? "true" : null));
        var watched = shape with { Scope = item => found.Contains(shape.Key(item)) };
        var watch = new ListWatch<T>(this, watched, list, change ?? throw new InvalidOperationException($"The list of {kind} has no changes."), form);
        return await watch.RunAsync(path, ct) is not ExitCode.Ok and var ended ? ended : code;
    }

    /// <summary>How to print what is one document and no list.</summary>
    /// <exception cref="CliException">A form of lists was asked for.</exception>
    public OutputForm DocumentForm()
    {
        var form = OutputForm.Of(Get(Common.Output), Get(Common.Format), isQuiet: false, TableForm);
        return form is OutputForm.Template { Text.IsTable: true }
            ? throw CliException.Usage("What this command prints is no list: it has no table of fields.", "Leave the word table out of --format.")
            : form;
    }

    /// <param name="name">What <c>-o name</c> prints.</param>
    /// <param name="type">Called only where it is needed: to set up JSON takes a fifth of the time of a short command.</param>
    public void PrintDocument<T>(OutputForm form, T document, string name, Func<JsonTypeInfo<T>> type, Action<T> forPeople)
    {
        switch (form)
        {
            case OutputForm.Json:
                Printer.Line(JsonText.Of(document, type()));
                break;
            case OutputForm.JsonLines:
                Printer.Line(JsonText.Of(document, type(), isIndented: false));
                break;
            case OutputForm.Yaml:
                Printer.Line(YamlText.Of(document, type()));
                break;
            case OutputForm.Names:
                Printer.Line(name);
                break;
            case OutputForm.Template { Text: var template }:
                Printer.Line(template.Write(ReadOnlyDictionary<string, string>.Empty, JsonSerializer.SerializeToElement(document, type())));
                break;
            default:
                forPeople(document);
                break;
        }
    }
}
