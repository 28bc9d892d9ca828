namespace Gantry.Output;

internal readonly record struct TerminalSize(int Columns, int Rows);
