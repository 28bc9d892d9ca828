namespace Gantry.Compose.Interpolation;

/// <param name="IsRequired">A variable that the author marked as required is missing; otherwise the template itself is wrong.</param>
internal sealed record TemplateError(bool IsRequired, string Message);
