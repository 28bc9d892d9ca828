using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gantry.Compose;
using Gantry.Model.Api;
using Gantry.Tests.Manager.Api;

namespace Gantry.Tests.Compose.Conformance;

/// <summary>What people wrote for other programs is not only read but would be deployed.</summary>
public sealed partial class CorpusPlanTests(ITestOutputHelper output)
{
    // The score must not fall. Why others are not planned stands below, beside one file whose constraint has an empty value.
    private const int LeastPlanned = 392;
    private const string EmptyConstraint = "vegasbrianc/prometheus/pwd-stack.yml";

    [Fact]
    public async Task Every_file_that_is_accepted_is_planned_or_lacks_an_image_or_asks_for_what_is_to_come()
    {
        var corpus = Corpus.Find();
        Assert.SkipWhen(corpus is null, "The corpus is not here: set GANTRY_CORPUS.");

        await using var rig = await ApiRig.StartAsync();
        var (accepted, planned) = (0, 0);
        foreach (var file in corpus.Files().Where(f => ComposeReader.Read("stack", f.Bundle) is ComposeResult.Accepted))
        {
            accepted++;
            var request = ApiRig.Compose("") with { Bundle = file.Bundle };
            using var answer = await rig.SendAsync(HttpMethod.Put, "/v1/stacks/stack?dryRun=true", JsonSerializer.Serialize(request, ApiJson.Default.DeployRequest));
            if (answer.StatusCode is HttpStatusCode.OK)
            {
                planned++;
                continue;
            }

            var problem = await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem);
            var others = string.Concat((problem.Problems ?? [problem.Detail]).Select(p => Known().Replace(p, "").Trim()));
            Assert.True(problem.Status is 422 && (others.Length == 0 || file.Path.EndsWith(EmptyConstraint, StringComparison.Ordinal)), $"{file.Path}: {problem.Status} {others}");
        }

        output.WriteLine($"Of {accepted} files that are accepted {planned} are planned.");
        Assert.True(planned >= LeastPlanned, $"Only {planned} files are planned, fewer than {LeastPlanned} before.");
    }

    [GeneratedRegex("""
        Service\ '[^']+'\ (?:
        has\ 'build'\ and\ no\ 'image',\ and\ was\ not\ built: [^.]+ \.
        | uses\ (?:secrets|configs)\ \([^)]*\),\ which\ this\ version\ of\ Gantry\ cannot\ hand\ out\ yet\. [^.]+ \.
        | cannot\ publish\ port\ \d+/\w+:\ Gantry\ itself\ listens\ there\ \([^)]*\)\. [^.]+ \.
        | has\ '(?:network_mode|pid|ipc):\ (?:service|container):[^']*',\ which\ Gantry\ does\ not\ do: [^.]+ \. [^.]+ \.
        ) | Port\ \d+/\w+\ is\ already\ published\ by\ service\ '[^']+'\. [^.]+ \.
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Known();
}
