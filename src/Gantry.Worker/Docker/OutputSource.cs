namespace Gantry.Worker.Docker;

/// <summary>Which of its two outputs a process wrote to. With a terminal everything is standard output.</summary>
internal enum OutputSource
{
    StandardOutput = 1,
    StandardError = 2,
}
