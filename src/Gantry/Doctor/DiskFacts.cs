namespace Gantry.Doctor;

/// <param name="What">Whose folder: <c>data disk</c>, <c>engine disk</c>.</param>
/// <param name="FreeBytes">For others than root.</param>
internal sealed record DiskFacts(string What, string Folder, long TotalBytes, long FreeBytes);
