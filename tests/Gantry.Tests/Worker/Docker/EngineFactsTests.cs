using System.Text;
using System.Text.Json;
using Gantry.Model.Json;
using Gantry.Model.Nodes;
using Gantry.Tests.Cli;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Tests.Worker.Docker;

/// <summary>What an engine says of itself, as the scheduler counts it.</summary>
public sealed class EngineFactsTests
{
    // As GET /info of Docker Engine 20.10 has it, with two --node-generic-resource of one kind and one of another.
    private static readonly EngineInfo Info = JsonSerializer.Deserialize(
        """
        {"Labels":["disk=ssd","bare","a=b=c"],"Runtimes":{"runc":{}},"GenericResources":[
        {"NamedResourceSpec":{"Kind":"FPGA","Value":"id1"}},{"NamedResourceSpec":{"Kind":"FPGA","Value":"id2"}},{"DiscreteResourceSpec":{"Kind":"SSD","Value":3}}]}
        """,
        DockerJson.Default.EngineInfo)!;

    [Fact]
    public void Its_labels_and_generic_resources_are_the_nodes()
    {
        Assert.Equal(["a:b=c", "bare:", "disk:ssd"], EngineFacts.LabelsOf(Info).Select(l => $"{l.Key}:{l.Value}"));
        Assert.Equal("FPGA=2, SSD=3", EngineFacts.ResourcesOf(Info).ToString());
    }

    [Fact]
    public void An_engine_that_names_nothing_has_nothing()
    {
        var silent = JsonSerializer.Deserialize("""{"Labels":null,"GenericResources":null}""", DockerJson.Default.EngineInfo)!;

        Assert.Empty(EngineFacts.LabelsOf(silent));
        Assert.Same(ResourceDictionary.None, EngineFacts.ResourcesOf(silent));
    }

    [Fact]
    public void Gpus_are_the_folders_of_the_driver_and_unknown_where_only_the_runtime_tells_of_them()
    {
        using var folder = new TempFolder();
        var withRuntime = Info with { Runtimes = new Dictionary<string, EmptyObject> { ["nvidia"] = new() } };
        var gpus = Path.Combine(folder.Path, "gpus");

        Assert.Equal(0, EngineFacts.GpusOf(Info, gpus));
        Assert.Null(EngineFacts.GpusOf(withRuntime, gpus));

        Directory.CreateDirectory(Path.Combine(gpus, "0000:01:00.0"));
        Directory.CreateDirectory(Path.Combine(gpus, "0000:02:00.0"));
        Assert.Equal(2, EngineFacts.GpusOf(withRuntime, gpus));
    }

    [Fact]
    public void Facts_that_were_stored_and_are_told_again_are_the_same_facts()
    {
        var facts = NodeFacts.Unknown with { GenericResources = EngineFacts.ResourcesOf(Info), Gpus = 2 };
        var json = CompactJson.Write(facts);

        var stored = CompactJson.Read<NodeFacts>(Encoding.UTF8.GetBytes(json)) with { EngineLabels = facts.EngineLabels };

        Assert.Contains("\"genericResources\":{\"FPGA\":2,\"SSD\":3},\"gpus\":2", json, StringComparison.Ordinal);
        Assert.Equal(facts, stored);
        Assert.NotEqual(facts, stored with { GenericResources = ResourceDictionary.Of([("SSD", 4)]) });
        Assert.DoesNotContain("genericResources", CompactJson.Write(NodeFacts.Unknown), StringComparison.Ordinal);
    }
}
