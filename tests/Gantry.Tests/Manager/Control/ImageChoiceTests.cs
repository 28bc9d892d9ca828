using Gantry.Manager.Control;
using Gantry.Model.Api;
using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Manager.Control;

/// <summary>Which image a deploy makes a service run, by when its name was to be resolved.</summary>
public sealed class ImageChoiceTests
{
    private const string One = "sha256:1111";
    private const string Two = "sha256:2222";

    [Fact]
    public async Task A_new_service_runs_what_its_registry_said_from_the_start()
    {
        await using var rig = await ChangeRig.OpenAsync();

        await rig.DeployAsync(Shop(Web("r.example:5000/team/web:1")), ImageResolution.Always, Found("r.example:5000/team/web:1", One));

        Assert.Equal($"r.example:5000/team/web@{One}", Revision(rig).ImageIdentity);
    }

    [Fact]
    public async Task What_runs_the_registrys_image_already_is_left_alone()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()));
        await rig.PinAsync("web", $"web@{One}");

        Assert.IsType<ChangeOutcome.Unchanged>(await rig.DeployAsync(Shop(Web()), ImageResolution.Always, Found("web:1", One)));
    }

    [Fact]
    public async Task Another_image_under_the_tag_is_another_revision_and_asking_again_changes_nothing()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()));
        await rig.PinAsync("web", $"web@{One}");

        Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web()), ImageResolution.Always, Found("web:1", Two)));

        Assert.Equal((2, $"web@{Two}"), (rig.Service("web").Revision, Revision(rig).ImageIdentity));
        Assert.IsType<ChangeOutcome.Unchanged>(await rig.DeployAsync(Shop(Web()), ImageResolution.Always, Found("web:1", Two)));
    }

    [Fact]
    public async Task What_was_found_out_holds_until_the_name_changes()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()), ImageResolution.Always, Found("web:1", One));

        Assert.IsType<ChangeOutcome.Unchanged>(await rig.DeployAsync(Shop(Web())));
        await rig.DeployAsync(Shop(Web(variable: "other")));
        Assert.Equal($"web@{One}", Revision(rig).ImageIdentity);
        await rig.DeployAsync(Shop(Web("web:2")));
        Assert.Null(Revision(rig).ImageIdentity);
    }

    [Fact]
    public async Task What_was_found_out_holds_before_anybody_has_looked_at_it()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()));

        var unlooked = await rig.Store.UpdateAsync(
            tx =>
            {
                var context = new ChangeContext(tx, "ann", default, Model.Ids.IdSource.Seeded(3));
                var found = new PreparedDeploy(Shop(Web()), [], [], Prune: true, StackCondition.None)
                {
                    ResolveImage = ImageResolution.Always,
                    Images = new ImageFindings(Found("web:1", Two), []),
                };
                ChangeRig.Deployer().Apply(context, found);
                return ChangeRig.Deployer().Apply(context, found with { ResolveImage = ImageResolution.Changed, Images = ImageFindings.None });
            },
            TestContext.Current.CancellationToken);

        Assert.IsType<ChangeOutcome.Unchanged>(unlooked);
    }

    [Fact]
    public async Task What_was_found_out_holds_for_a_service_that_the_files_left_out_for_a_while()
    {
        await using var rig = await ChangeRig.OpenAsync();
        var other = new ServiceSpec("other", new ContainerSpec("other:1"));
        await rig.DeployAsync(Shop(Web()), ImageResolution.Always, Found("web:1", One));
        await rig.DeployAsync(Shop(other), ImageResolution.Changed, prune: false);

        await rig.DeployAsync(Shop(other, Web()));

        Assert.Equal((1, $"web@{One}"), (rig.Service("web").Revision, Revision(rig).ImageIdentity));
    }

    [Fact]
    public async Task An_image_that_no_registry_could_tell_of_stays_what_it_is()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()), ImageResolution.Always, Found("web:1", One));

        Assert.IsType<ChangeOutcome.Unchanged>(await rig.DeployAsync(Shop(Web()), ImageResolution.Always, Found("other:1", Two)));
    }

    [Fact]
    public async Task What_changes_for_another_reason_runs_what_the_registry_said_and_not_what_a_node_finds()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()));
        await rig.PinAsync("web", $"web@{One}");

        await rig.DeployAsync(Shop(Web(variable: "other")), ImageResolution.Always, Found("web:1", One));

        Assert.Equal($"web@{One}", Revision(rig).ImageIdentity);
    }

    [Fact]
    public async Task By_name_replaces_nothing_by_itself_and_is_taken_back()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()), ImageResolution.Always, Found("web:1", One));

        Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web()), ImageResolution.Never));
        Assert.Equal((1, true), (rig.Service("web").Revision, rig.Service("web").Spec.ImageByName));

        Assert.IsType<ChangeOutcome.Made>(await rig.DeployAsync(Shop(Web())));
        Assert.Equal((1, false), (rig.Service("web").Revision, rig.Service("web").Spec.ImageByName));
    }

    [Fact]
    public async Task A_pin_from_before_says_nothing_of_what_nodes_ran_by_name()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()));
        await rig.PinAsync("web", $"web@{One}");
        await rig.DeployAsync(Shop(Web()), ImageResolution.Never);

        await rig.DeployAsync(Shop(Web()), ImageResolution.Always, Found("web:1", One));

        Assert.Equal((2, $"web@{One}"), (rig.Service("web").Revision, Revision(rig).ImageIdentity));
    }

    [Fact]
    public async Task An_image_that_an_update_names_has_nothing_of_what_the_files_one_was_found_to_be()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()), ImageResolution.Always, Found("web:1", One));

        await UpdateAsync("web:9");
        Assert.Null(Revision(rig).ImageIdentity);

        await UpdateAsync("web:1");
        Assert.Equal((1, $"web@{One}"), (rig.Service("web").Revision, Revision(rig).ImageIdentity));

        async Task UpdateAsync(string image) => await rig.ApplyAsync(
            c => UpdateService.Apply(c, rig.Service("web").Id, new UpdateRequest(Image: image), ServiceCondition.None));
    }

    [Fact]
    public async Task New_containers_of_the_same_are_of_the_image_that_was_found_out()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.DeployAsync(Shop(Web()), ImageResolution.Always, Found("web:1", One));

        await rig.ApplyAsync(c => UpdateService.Apply(c, rig.Service("web").Id, new UpdateRequest(Force: true), ServiceCondition.None));

        Assert.Equal((2, $"web@{One}"), (rig.Service("web").Revision, Revision(rig).ImageIdentity));
        Assert.IsType<ChangeOutcome.Unchanged>(await rig.DeployAsync(Shop(Web()), ImageResolution.Always, Found("web:1", One)));
    }

    [Theory]
    [InlineData("web:1", PullPolicy.Missing, true)]
    [InlineData("web:1", PullPolicy.Always, true)]
    [InlineData("web:1", PullPolicy.Never, false)]
    [InlineData("web@sha256:1111", PullPolicy.Missing, false)]
    [InlineData("web:1@sha256:1111", PullPolicy.Missing, false)]
    public async Task No_registry_is_asked_where_a_file_leaves_nothing_to_ask(string image, PullPolicy policy, bool isAsked)
    {
        await using var rig = await ChangeRig.OpenAsync();
        var spec = Web(image) with { Container = new ContainerSpec(image) { PullPolicy = policy } };

        await rig.DeployAsync(Shop(spec), ImageResolution.Always, Found(image, Two));

        Assert.Equal((isAsked, isAsked), (ImageChoice.MayAskFor(spec, new Dictionary<string, string>()), Revision(rig).ImageIdentity is not null));
    }

    private static Dictionary<string, string> Found(string image, string digest) => new() { [image] = digest };

    private static ServiceRevision Revision(ChangeRig rig) => rig.State.FindRevision(rig.Service("web").Id, rig.Service("web").Revision)!;

    private static StackSpec Shop(params ServiceSpec[] services) => new("shop", services, [], []);

    private static ServiceSpec Web(string image = "web:1", string variable = "one") =>
        new("web", new ContainerSpec(image) { Environment = new Dictionary<string, string> { ["A"] = variable } });
}
