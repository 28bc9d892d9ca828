namespace Gantry.Model.Wire;

/// <summary>A node asks for its next certificate, over a connection that its present one opened.</summary>
/// <param name="SigningRequest">PKCS#10 in PEM, of the same key: the key is the node.</param>
public sealed record RenewRequest(string SigningRequest);
