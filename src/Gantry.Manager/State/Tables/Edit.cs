namespace Gantry.Manager.State.Tables;

/// <summary>
/// The right to change parts of a persistent structure in place: those that were made under the same edit, which nobody
/// else has seen. Everything else is copied first. Whoever shows a structure to others takes a new edit.
/// </summary>
internal sealed class Edit;
