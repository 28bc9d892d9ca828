using Gantry.Compose;
using Gantry.Model.Services;

namespace Gantry.Tests.Compose;

/// <summary>Swarm's templates: what a file may hold, and what each becomes.</summary>
public sealed class SwarmTemplateTests
{
    private static readonly Dictionary<string, string> Values = TaskTemplate.Fields.ToDictionary(f => f, f => $"<{f[1..]}>");

    [Theory]
    [InlineData("{{.Task.Slot}}", "<Task.Slot>")]
    [InlineData("a-{{ .Node.ID }}-{{.Service.Name}}z", "a-<Node.ID>-<Service.Name>z")]
    [InlineData("{{{.Task.ID}}}", "{<Task.ID>}")]
    [InlineData("{{ .Name }} {{.Task.Name}} {{ $labels.node }} {{", "{{ .Name }} <Task.Name> {{ $labels.node }} {{")]
    [InlineData("{{ .NodeName }} {{ $x.Node.ID }}", "{{ .NodeName }} {{ $x.Node.ID }}")]
    [InlineData("{{.Node.Platform.OS}}/{{.Node.Platform.Architecture}} {{.Node.Hostname}} {{.Service.ID}}", "<Node.Platform.OS>/<Node.Platform.Architecture> <Node.Hostname> <Service.ID>")]
    public void Fills_in_what_names_one_of_Swarms_roots_and_nothing_else(string text, string filled)
    {
        Assert.Null(TaskTemplate.FirstUnknown(text));
        Assert.Equal(filled, TaskTemplate.Fill(text, Values));
    }

    [Theory]
    [InlineData("a{{.Task.Slott}}b", "{{.Task.Slott}}")]
    [InlineData("{{ .Node.Labels.a }}", "{{ .Node.Labels.a }}")]
    [InlineData("{{if eq .Task.Slot \"1\"}}x{{end}}", "{{if eq .Task.Slot \"1\"}}")]
    [InlineData("{{ .Task.Slot", "{{ .Task.Slot")]
    [InlineData("{{.Task}}", "{{.Task}}")]
    public void Tells_what_it_cannot_fill_in(string text, string unknown) => Assert.Equal(unknown, TaskTemplate.FirstUnknown(text));

    [Fact]
    public void Labels_of_the_service_are_filled_in_when_the_file_is_read()
    {
        var web = ComposeText.Web("""
            hostname: '{{.Service.Labels.tier}}-{{.Task.Slot}}'
            environment:
              STACK: '{{ index .Service.Labels "com.docker.stack.namespace" }}'
              OTHERS: '{{ .Name }}'
            volumes: ['/data/{{index .Service.Labels "a.b"}}/{{.Task.Slot}}:/data']
            deploy: {labels: {tier: front, a.b: c}}
            """).Service().Container;

        Assert.Equal("front-{{.Task.Slot}}", web.Hostname);
        Assert.Equal(("s", "{{ .Name }}"), (web.Environment["STACK"], web.Environment["OTHERS"]));
        Assert.Equal("/data/c/{{.Task.Slot}}", Assert.Single(web.Mounts).Source);
    }

    [Fact]
    public void An_env_file_may_hold_templates_and_no_unknown_ones()
    {
        var bundle = ComposeText.Bundle("services: {web: {image: a, env_file: a.env}}") with { Files = [new("a.env", "A={{.Task.Slot}}\nB={{.Task.Slott}}\n")] };

        var problem = Assert.Single(ComposeReader.Read("s", bundle).Problems());

        Assert.StartsWith("services.web.environment.B holds the template '{{.Task.Slott}}', which Gantry cannot fill in.", problem.Message, StringComparison.Ordinal);
    }
}
