using Gantry.Manager.Planning.Explaining;
using Gantry.Model.Tasks;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Planning;

/// <summary>What <c>gantry explain</c> advises where a container could not be made or started. The words are those of Docker Engine 20.10.</summary>
public sealed class EngineAdviceTests
{
    private const string Runc = "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";

    [Theory]
    [InlineData(Runc + "unable to apply caps: operation not permitted: unknown", "remove privileged")]
    [InlineData("Unknown runtime specified no-such", "has no runtime of that name")]
    [InlineData("unknown or invalid runtime name: no-such", "has no runtime of that name")]
    [InlineData("could not select device driver \"\" with capabilities: [[gpu]]", "NVIDIA Container Toolkit")]
    [InlineData("invalid mount config for type \"bind\": bind source path does not exist: /no/such/dir", "create_host_path: true}")]
    [InlineData("error gathering device information while adding custom device \"/dev/nosuch\": no such file or directory", "has no such device: correct devices of web")]
    [InlineData("invalid CapAdd: unknown capability: \"CAP_NOPE\"", "Correct cap_add and cap_drop of web")]
    [InlineData("error looking up logging plugin nope: plugin \"nope\" not found", "correct logging.driver of web")]
    [InlineData("error looking up volume plugin nope: plugin \"nope\" not found", "correct driver of the volumes of web")]
    [InlineData("Requested CPUs are not available - requested 99, available: 0-1", "Correct cpuset of web: n1 has no such CPU.")]
    [InlineData("Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available", "limits.cpus of web: n1 has fewer.")]
    [InlineData("Minimum memory limit allowed is 6MB", "Raise mem_limit")]
    [InlineData("unable to find user nobodyatall: no matching entries in passwd file", "no such user or group")]
    [InlineData("Unable to find group nosuch: no matching entries in group file", "no such user or group")]
    [InlineData(Runc + "error during container init: error setting rlimits for ready process: error setting rlimit type 7: operation not permitted: unknown", "Lower ulimits of web")]
    [InlineData(Runc + "error during container init: open /proc/sys/net/nope: no such file or directory: unknown", "Correct sysctls of web")]
    [InlineData("--storage-opt is supported only for overlay over xfs with 'pquota' mount option", "Remove storage_opt of web")]
    [InlineData(Runc + "error during container init: error mounting \"/etc/hostname\" to rootfs at \"/etc\": mount /etc/hostname:/etc (via /proc/self/fd/6), flags: 0x5000: not a directory: unknown", "is a file and the other a folder")]
    [InlineData(Runc + "exec: \"/nope\": stat /nope: no such file or directory: unknown", "Its command is not in the image")]
    [InlineData(Runc + "exec: \"nope\": executable file not found in $PATH: unknown", "Its command is not in the image")]
    [InlineData(Runc + "exec: \"/etc\": permission denied: unknown", "Its command cannot be executed")]
    [InlineData("something nobody has seen", "Correct what the message names and deploy again")]
    public void What_the_engine_could_not_do_comes_with_what_to_do_next(string words, string advice)
    {
        var message = $"The engine could not start container 'shop_web.1': {words} (400).";

        var (fix, summary) = Explained(new ObservedTask(TaskState.Failed, default, message) { ContainerId = "c" });

        Assert.Contains(advice, fix, StringComparison.Ordinal);
        Assert.Contains(words, summary, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_process_did_that_ran_is_no_matter_of_the_engine()
    {
        var ended = new ObservedTask(TaskState.Failed, default, "Ended with exit code 1: unknown capability.") { ContainerId = "c", StartedAt = default(DateTimeOffset), ExitCode = 1 };

        Assert.StartsWith("Read what it wrote before it ended", Explained(ended).Fix, StringComparison.Ordinal);
    }

    private static (string Fix, string Summary) Explained(ObservedTask how)
    {
        var nouns = new StoreNouns();
        var (node, service) = (nouns.Node("n1"), nouns.Service("web"));
        var task = nouns.Task(service, 1, node.Id) with { Observed = how };
        var tx = StoreNouns.Draft();
        tx.Put(node);
        tx.Put(service);
        tx.Put(StoreNouns.Revision(service.Id, 1));
        tx.Put(task);
        var explanation = TaskExplanation.Of(tx.State, task, default);
        return (explanation.Fix ?? "", explanation.Summary);
    }
}
