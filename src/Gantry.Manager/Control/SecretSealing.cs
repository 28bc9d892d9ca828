namespace Gantry.Manager.Control;

/// <summary>How secrets are made unreadable in the store, and readable again. Security brings the two functions.</summary>
internal sealed record SecretSealing(Func<byte[], byte[]> Seal, Func<byte[], byte[]> Open);
