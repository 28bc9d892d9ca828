using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose;

/// <param name="Oracles">Expected outputs, by who accepted the file.</param>
internal sealed record CorpusFile(string Path, Bundle Bundle, IReadOnlyDictionary<string, string> Oracles);
