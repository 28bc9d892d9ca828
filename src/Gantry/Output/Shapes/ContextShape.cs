namespace Gantry.Output.Shapes;

internal static class ContextShape
{
    public static Shape<ContextItem> Create() => new(
        CliJson.Default.ContextItem,
        context => context.Name,
        context => context.Name,
        [
            new("NAME", (context, _) => context.Name + (context.IsCurrent ? " *" : "")),
            new("ADDRESSES", (context, _) => string.Join(", ", context.Addresses)),
            new("TOKEN", (context, _) => context.HasToken ? "yes" : "no"),
            new("CA", (context, _) => context.HasCertificateAuthority ? "yes" : "no"),
        ],
        new Dictionary<string, FilterKey<ContextItem>> { ["name"] = new(context => [context.Name], FilterMatch.Part) });
}
