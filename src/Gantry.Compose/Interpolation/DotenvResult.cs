namespace Gantry.Compose.Interpolation;

/// <summary>What a dotenv file says.</summary>
/// <param name="Values">In file order; a later line of the same name has won.</param>
/// <param name="Problems">Empty when the file was understood.</param>
public sealed record DotenvResult(IReadOnlyDictionary<string, string> Values, IReadOnlyList<Problem> Problems);
