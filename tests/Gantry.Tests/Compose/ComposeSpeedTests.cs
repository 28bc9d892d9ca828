using System.Globalization;
using System.Text;
using Gantry.Compose;

namespace Gantry.Tests.Compose;

public sealed class ComposeSpeedTests(ITestOutputHelper output)
{
#if DEBUG
    // Unoptimised code takes about twice as long; the promise is about what is shipped.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(400);
#else
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(150);
#endif

    private const string Service = """
          s%:
            image: registry.example/app:${TAG:-%}
            command: ["serve", "--port", "80"]
            environment:
              A: "%"
              B: $HOME
            ports:
              - "1%:80"
            volumes: ["data:/data", "./conf%:/etc/conf:ro"]
            healthcheck:
              test: [CMD, "true"]
              interval: 5s
            deploy: {resources: {limits: {memory: 64m}}}
            depends_on: [base]

        """;

    [Fact]
    public void Four_hundred_services_are_read_warm_in_less_than_150_ms()
    {
        var text = new StringBuilder("volumes: {data: }\nservices:\n  base: {image: a}\n");
        for (var i = 0; i < 400; i++)
            text.Append(Service.Replace("%", i.ToString("D3", CultureInfo.InvariantCulture), StringComparison.Ordinal));
        var bundle = ComposeText.Bundle(text.ToString(), new Dictionary<string, string> { ["HOME"] = "/root" });

        var times = new List<TimeSpan>();
        for (var i = 0; i < 10; i++)
            ComposeReader.Read("s", bundle);
        for (var i = 0; i < 20; i++)
        {
            var started = CpuClock.Now();
            Assert.Equal(401, ComposeReader.Read("s", bundle).Accepted().Services.Count);
            times.Add(CpuClock.Now() - started);
        }

        var median = times.Order().ElementAt(times.Count / 2);
        output.WriteLine($"{text.ToString().Count(c => c == '\n')} lines: median {median.TotalMilliseconds:F0} ms");
        Assert.True(median < Longest, $"The median is {median}.");
    }
}
