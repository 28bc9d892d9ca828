namespace Gantry.Model.Services;

/// <summary>Another service of the stack whose tasks a service wants beside its own, or not.</summary>
/// <param name="Service">As the file calls it.</param>
/// <param name="Weight">1 to 100, as of <see cref="NodePreference"/>; null: it must be so.</param>
public sealed record ServiceAffinity(string Service, int? Weight = null);
