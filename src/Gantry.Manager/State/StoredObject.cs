namespace Gantry.Manager.State;

/// <summary>One object as a backend has it.</summary>
internal sealed record StoredObject(NounKind Kind, long ModifiedAt, byte[] Bytes);
