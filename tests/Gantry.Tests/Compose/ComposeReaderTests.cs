using Gantry.Compose;
using Gantry.Model.Networks;
using Gantry.Model.Services;

namespace Gantry.Tests.Compose;

public sealed class ComposeReaderTests
{
    [Fact]
    public void Reads_a_small_file_into_the_model()
    {
        var stack = ComposeText.Read("""
            services:
              web:
                image: busybox:1.36
                command: httpd -f -p "80"
                environment:
                  A: 1
                  B: two
                ports:
                  - "127.0.0.1:8080:80"
                deploy:
                  replicas: 3
                healthcheck:
                  test: wget -q -O - http://localhost/
                  interval: 1s
            """).Accepted();

        var web = Assert.Single(stack.Services);
        Assert.Equal("s", stack.Name);
        Assert.Equal(3, web.Replicas);
        Assert.Equal(["httpd", "-f", "-p", "80"], web.Container.Command!);
        Assert.Equal("1", web.Container.Environment["A"]);
        Assert.Equal([new PublishedPort(80, 8080, HostIp: "127.0.0.1")], web.Ports);
        Assert.Equal(["CMD-SHELL", "wget -q -O - http://localhost/"], web.Container.HealthCheck!.Test);
        Assert.Equal(TimeSpan.FromSeconds(1), web.Container.HealthCheck.Interval);
        Assert.Equal([new NetworkSpec("s_default")], stack.Networks);
        Assert.Equal("s_default", web.Container.Networks[0].Network);
    }

    [Fact]
    public void Tells_all_problems_at_once_with_their_places()
    {
        var problems = ComposeText.Read("""
            services:
              web:
                image: busybox:1.36
                enviroment:
                  A: b
                use_api_socket: true
                stop_grace_period: 5
            """).Problems();

        Assert.Equal(
            ["4:5 unknown_key Did you mean `environment`?", "6:5 unsupported_key Mount the engine's socket: `volumes: [/var/run/docker.sock:/var/run/docker.sock]`. Who has it is root on the node.", "7:24 bad_duration Add a unit, for example 5s."],
            problems.Select(p => $"{p.Line}:{p.Column} {p.Code} {p.Hint}"));
    }

    [Theory]
    [InlineData("given", "file", "/home/me/Folder", "given")]
    [InlineData(null, "file", "/home/me/Folder", "file")]
    [InlineData(null, "${N}", "/home/me/Folder", "value")]
    [InlineData(null, null, "/home/me/_My Folder.2/", "myfolder2")]
    public void Takes_the_name_from_the_command_then_the_file_then_the_folder(string? given, string? written, string folder, string expected)
    {
        var text = (written is null ? "" : $"name: {written}\n") + "services: {web: {image: a, environment: {P: $COMPOSE_PROJECT_NAME}}}";
        var bundle = ComposeText.Bundle(text, new Dictionary<string, string> { ["N"] = "value" }) with { ProjectDirectory = folder };

        var stack = ComposeReader.Read(given, bundle).Accepted();

        Assert.Equal(expected, stack.Name);
        Assert.Equal(expected, stack.Services[0].Container.Environment["P"]);
    }

    [Theory]
    [InlineData("", "empty_file")]
    [InlineData("# nothing\n---\n", "empty_file")]
    [InlineData("- a\n", "wrong_type")]
    [InlineData("services: [a]\n", "wrong_type")]
    [InlineData("services: {web: {image: a}}\nservcies: {}\n", "unknown_key")]
    [InlineData("services: {web: {}}\n", "no_image")]
    [InlineData("services: {web: }\n", "no_image")]
    [InlineData("services: {web: {image: a}, web: {image: b}}\n", "duplicate_key")]
    [InlineData("services:\n\tweb: {}\n", "yaml_syntax")]
    [InlineData("models: {a: {model: x}}\nservices: {web: {image: a}}\n", "unsupported_key")]
    [InlineData("services: {'a b': {image: a}}\n", "bad_name")]
    [InlineData("services: {web: {image: a, x-gantry: {stragety: epvm}}}\n", "unknown_key")]
    [InlineData("x-gantry: {}\nservices: {web: {image: a}}\n", "unknown_key")]
    public void Refuses_by_name(string text, string code) =>
        Assert.Contains(Assert.IsType<ComposeResult.Refused>(ComposeText.Read(text)).Problems, p => p.Code == code && p.Severity is Severity.Error);
}
