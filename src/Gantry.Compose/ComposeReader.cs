using Gantry.Model.Stacks;

namespace Gantry.Compose;

/// <summary>Reads compose files. Pure: what is not in the bundle does not exist, and no file, variable or clock is looked at.</summary>
public static class ComposeReader
{
    /// <param name="stackName">Null takes <c>name:</c> of the file, else the name of the project's folder.</param>
    /// <param name="texts">Where the bundle's files are read as YAML already.</param>
    public static ComposeResult Read(string? stackName, Bundle bundle, ComposeTexts? texts = null)
    {
        var log = new ProblemLog();
        var stack = new ComposePipeline(bundle, log, texts).Run(stackName);
        var problems = log.InOrder([.. bundle.ComposeFiles.Select(f => f.Path)]);
        return stack is null || log.HasErrors ? new ComposeResult.Refused(problems) : new ComposeResult.Accepted(stack, problems);
    }
}
