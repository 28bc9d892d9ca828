using System.CommandLine;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>What was given for a server or worker, nearest first: flags, <c>GANTRY_*</c>, the configuration file.</summary>
internal sealed class MachineValues(ParseResult parsed, CliEnvironment environment, IReadOnlyDictionary<string, string> file)
{
    public string? Variable(string name) => environment.Variable(name);

    public string? Given(Option<string?> option, string variable) =>
        parsed.GetValue(option) ?? environment.Variable(variable) ?? file.GetValueOrDefault(MachineOptions.NameOf(option));

    public string Value(Option<string?> option, string variable, string otherwise) => Given(option, variable) ?? otherwise;
}
