namespace Gantry.Output;

/// <summary>What <c>-o</c> and docker's <c>--format</c> ask for.</summary>
internal abstract record OutputForm
{
    private OutputForm()
    {
    }

    /// <exception cref="CliException">No such form.</exception>
    public static OutputForm Of(string? output, string? format, bool isQuiet, OutputForm fallback)
    {
        if (isQuiet && (output ?? format) is not null)
            throw CliException.Usage($"-q and {(output is null ? "--format" : "-o")} both choose the output. Give one of them.");
        if (isQuiet)
            return new Ids();
        if (output is not null && format is not null)
            throw CliException.Usage("-o and --format both choose the output. Give one of them.");
        return (output, format) switch
        {
            (null, null) => fallback,
            ("table", _) or (_, "table") => new Table(IsWide: false),
            ("wide", _) => new Table(IsWide: true),
            ("json", _) => new Json(),
            ("yaml", _) => new Yaml(),
            ("name", _) => new Names(),
            (_, "json" or "{{json .}}") => new JsonLines(),
            (_, { } template) => new Template(FormatTemplate.Parse(template)),
            _ => throw CliException.Usage($"-o {output}: there are table, wide, json, yaml and name."),
        };
    }

    internal sealed record Table(bool IsWide) : OutputForm;

    /// <summary>One indented document.</summary>
    internal sealed record Json : OutputForm;

    /// <summary>One compact text an item, as docker's <c>--format json</c>.</summary>
    internal sealed record JsonLines : OutputForm;

    internal sealed record Yaml : OutputForm;

    internal sealed record Names : OutputForm;

    internal sealed record Ids : OutputForm;

    internal sealed record Template(FormatTemplate Text) : OutputForm;
}
