namespace Gantry.Tests.Compose.EngineKeys;

/// <summary>What a file says of a service. <c>@STACK</c> and the like stand for what each run chooses.</summary>
/// <param name="Keys">Those that it shows, below <c>services.*.</c>; with <c>^</c> below nothing.</param>
/// <param name="Service">Rows of one service meet in one container.</param>
/// <param name="Written">Lines of the service; after <c>FILE </c>, lines of the file.</param>
internal abstract record KeyRow(string Keys, string Service, string Written)
{
    private const string OfFile = "FILE ";

    public EngineNeed Needs { get; init; }

    public IEnumerable<string> FullKeys => Keys.Split(' ').Select(k => k.StartsWith('^') ? k[1..] : $"services.*.{k}");

    /// <summary>Documents of a compose file, each to be merged over what stands before it.</summary>
    public IEnumerable<string> Documents
    {
        get
        {
            var isOfFile = Written.Split('\n').ToLookup(l => l.StartsWith(OfFile, StringComparison.Ordinal));
            return [$"services:\n  {Service}:\n{string.Concat(isOfFile[false].Select(l => $"    {l}\n"))}", .. isOfFile[true].Select(l => $"{l[OfFile.Length..]}\n")];
        }
    }
}
