using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Finds whose logs are meant, reads them and prints each line where its container wrote it: stdout or stderr.</summary>
internal sealed class LogReader(Session session, LogQuery query, LogStyle style)
{
    private static readonly Colour[] TaskColours = [Colour.Cyan, Colour.Yellow, Colour.Green, Colour.Magenta, Colour.Blue];

    private readonly Dictionary<string, Colour> _colours = [];
    private int _prefixWidth;
    private bool _isAnyShown;
    private bool _isAnyMissing;

    public async Task<int> RunAsync(string subject, bool isOfTask, CancellationToken ct)
    {
        var sources = isOfTask ? [Source.OfTask(subject)] : await SourcesOfAsync(subject, ct);
        if (sources.Count == 1)
        {
            await foreach (var line in LinesOf(sources[0], ct))
                Print(line, sources[0].IsOneTask);
        }
        else if (query.Follow)
        {
            await FollowAllAsync(sources, ct);
        }
        else
        {
            await MergeAsync(sources, ct);
        }

        return (_isAnyMissing, _isAnyShown) switch
        {
            (false, _) => ExitCode.Ok,
            (true, true) => ExitCode.Partial,
            (true, false) => ExitCode.Error,
        };
    }

    private async Task<IReadOnlyList<Source>> SourcesOfAsync(string subject, CancellationToken ct)
    {
        // Stacks have no dot in their name; services and tasks may. A task is asked for last.
        if (!subject.Contains('.') && await FindAsync(ApiPath.Of("stacks", subject, "services"), ct) is { Items.Count: > 0 } services)
            return [.. services.Items.Select(s => Source.OfService(s))];
        try
        {
            var service = await session.Api.GetAsync(ApiPath.Of("services", subject), ApiJson.Default.ServiceItem, ct);
            return [Source.OfService(service)];
        }
        catch (CliException e) when (e.ExitCode == ExitCode.NotFound)
        {
            return [Source.OfTask(subject)];
        }
    }

    private async Task<Listed<ServiceItem>?> FindAsync(string path, CancellationToken ct)
    {
        try
        {
            return await session.Api.GetAsync(path, ApiJson.Default.ListedServiceItem, ct);
        }
        catch (CliException e) when (e.ExitCode == ExitCode.NotFound)
        {
            return null;
        }
    }

    private IAsyncEnumerable<LogLine> LinesOf(Source source, CancellationToken ct) =>
        session.Api.LinesAsync(query.AddTo(source.Path), ApiJson.Default.LogLine, ct);

    /// <summary>One of several: when it cannot be read the others still are, and a line says so in its place, as the server does it.</summary>
    private async IAsyncEnumerable<LogLine> SafelyAsync(Source source, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var lines = LinesOf(source, ct).GetAsyncEnumerator(ct);
        while (true)
        {
            string? trouble = null;
            try
            {
                if (!await lines.MoveNextAsync())
                    yield break;
            }
            catch (CliException e)
            {
                trouble = e.Message;
            }

            yield return trouble is null ? lines.Current : new LogLine(source.Name, LogLine.OwnStream, session.Time.GetUtcNow(), trouble);
            if (trouble is not null)
                yield break;
        }
    }

    /// <summary>All lines in order of time; each source is in order already.</summary>
    private async Task MergeAsync(IReadOnlyList<Source> sources, CancellationToken ct)
    {
        var readers = sources.Select(s => SafelyAsync(s, ct).GetAsyncEnumerator(ct)).ToList();
        try
        {
            var next = new PriorityQueue<IAsyncEnumerator<LogLine>, DateTimeOffset>();
            foreach (var reader in readers)
            {
                if (await reader.MoveNextAsync())
                    next.Enqueue(reader, reader.Current.At);
            }

            while (next.TryDequeue(out var reader, out _))
            {
                Print(reader.Current, isOneTask: false);
                if (await reader.MoveNextAsync())
                    next.Enqueue(reader, reader.Current.At);
            }
        }
        finally
        {
            foreach (var reader in readers)
                await reader.DisposeAsync();
        }
    }

    /// <summary>Lines as they come: waiting for a silent service would hold the others back.</summary>
    private async Task FollowAllAsync(IReadOnlyList<Source> sources, CancellationToken ct)
    {
        var lines = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(1000) { SingleReader = true });
        var reading = ReadAllAsync(sources, lines.Writer, ct);
        await foreach (var line in lines.Reader.ReadAllAsync(ct))
            Print(line, isOneTask: false);
        await reading;
    }

    private async Task ReadAllAsync(IReadOnlyList<Source> sources, ChannelWriter<LogLine> lines, CancellationToken ct)
    {
        try
        {
            await Task.WhenAll(sources.Select(async source =>
            {
                await foreach (var line in SafelyAsync(source, ct))
                    await lines.WriteAsync(line, ct);
            }));
            lines.Complete();
        }
        catch (Exception e)
        {
            // Told by the loop that reads the channel.
            lines.Complete(e);
        }
    }

    private void Print(LogLine line, bool isOneTask)
    {
        var isMissing = line.Stream == LogLine.OwnStream;
        _isAnyMissing |= isMissing;
        _isAnyShown |= !isMissing;
        if (style.IsJson)
            session.Printer.Line(JsonText.Of(line, ApiJson.Default.LogLine, isIndented: false));
        else if (isMissing)
            session.Printer.Error(new CliException(ExitCode.Error, $"Output of {line.Task} is missing: {line.Text}"));
        else
            Write(line, Text(line, isOneTask));
        if (query.Follow)
            session.Printer.Flush();
    }

    private string Text(LogLine line, bool isOneTask)
    {
        var text = style.IsRaw ? line.Text : PlainText.Of(line.Text);
        var time = style.ShowsTime ? $"{line.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ} " : "";
        if (isOneTask || !style.ShowsTask)
            return time + text;
        _prefixWidth = Math.Max(_prefixWidth, line.Task.Length);
        return $"{session.Printer.Paint(line.Task.PadRight(_prefixWidth), ColourOf(line.Task))} | {time}{text}";
    }

    private void Write(LogLine line, string text)
    {
        if (line.Stream != "stderr")
        {
            session.Printer.Line(text);
            return;
        }

        session.Printer.Flush();
        session.Printer.Note(text);
    }

    private Colour ColourOf(string task)
    {
        if (!_colours.TryGetValue(task, out var colour))
            _colours[task] = colour = TaskColours[_colours.Count % TaskColours.Length];
        return colour;
    }

    private sealed record Source(string Name, string Path, bool IsOneTask)
    {
        public static Source OfService(ServiceItem service) =>
            new(service.FullName, ApiPath.Of("services", service.Id.ToString(), "logs"), IsOneTask: false);

        public static Source OfTask(string id) => new(id, ApiPath.Of("tasks", id, "logs"), IsOneTask: true);
    }
}
