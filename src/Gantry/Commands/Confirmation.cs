using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Asks before something is lost. Without a terminal nobody can answer: then only <c>--yes</c> goes on.</summary>
internal static class Confirmation
{
    /// <param name="preview">What the question is about; null where the question says it all.</param>
    /// <returns>False: the answer was no.</returns>
    /// <exception cref="CliException">There is nobody to ask.</exception>
    public static async Task<bool> OfAsync(Session session, ChangeAnswer? preview, string question, CancellationToken ct)
    {
        if (preview is not null && session.Printer.IsTerminal)
            PlanText.Print(session.Printer, preview.Plan, preview.Warnings);
        if (!session.Environment.InIsTerminal || !session.Printer.IsTerminal)
            throw CliException.Usage($"{question} There is no terminal to ask on.", "Repeat it with --yes.");
        if (await session.Printer.AsksAsync(question, ct))
            return true;
        session.Printer.Note("Nothing was changed.");
        return false;
    }
}
