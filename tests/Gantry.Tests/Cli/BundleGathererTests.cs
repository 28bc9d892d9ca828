using Gantry.Client;
using Gantry.Compose;
using Gantry.Output;

namespace Gantry.Tests.Cli;

public sealed class BundleGathererTests : IDisposable
{
    private readonly TempFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Takes_the_files_that_the_text_names_and_the_variables_that_they_name()
    {
        _project.Write("compose.yaml", "services: {web: {image: 'x:${TAG}', env_file: 'conf/${TAG}.env', environment: [PASSED]}}");
        _project.Write("compose.override.yaml", "services: {web: {hostname: h}}");
        _project.Write("conf/2.env", "A=${FROM_ENV_FILE}\n");
        _project.Write(".env", "TAG=1\nUNUSED=x\n");
        var run = new CliRun(home: _project.Path) { ["TAG"] = "2", ["PASSED"] = "p", ["FROM_ENV_FILE"] = "f", ["SECRET"] = "s" };

        var gathered = await GatherAsync(run, new([], [], [], "shop", null, false));

        Assert.Equal(["compose.yaml", "compose.override.yaml"], gathered.Bundle.ComposeFiles.Select(f => Path.GetFileName(f.Path)));
        Assert.Equal(["conf/2.env"], gathered.Bundle.Files.Select(f => f.Path));
        Assert.Equal(["FROM_ENV_FILE=f", "PASSED=p", "TAG=2"], gathered.Bundle.Variables.Select(v => $"{v.Key}={v.Value}").Order());
        Assert.IsType<ComposeResult.Accepted>(gathered.Reading);
    }

    [Fact]
    public async Task Takes_the_home_folder_where_a_variable_begins_with_it()
    {
        _project.Write("compose.yaml", "services: {web: {image: a, volumes: ['${CONFIG}/web:/config']}}");
        _project.Write(".env", "CONFIG=~/.meet\n");

        var gathered = await GatherAsync(new CliRun(home: _project.Path), new([], [], [], "shop", null, false));

        var stack = Assert.IsType<ComposeResult.Accepted>(gathered.Reading).Stack;
        Assert.Equal(Path.Combine(_project.Path, ".meet/web"), Assert.Single(stack.Services[0].Container.Mounts).Source);
    }

    [Fact]
    public async Task Takes_what_files_of_extends_name_in_turn()
    {
        _project.Write("compose.yaml", "services: {web: {extends: {file: 'base/${KIND}.yaml', service: web}}}");
        _project.Write("base/app.yaml", "services: {web: {env_file: app.env, environment: [PASSED], extends: {file: deep/root.yaml, service: web}}}");
        _project.Write("base/app.env", "A=${FROM_ENV_FILE}\n");
        _project.Write("base/deep/root.yaml", "services: {web: {image: 'x:${TAG}', extends: {file: ../app.yaml, service: other}}, other: {image: y}}");
        var run = new CliRun(home: _project.Path) { ["KIND"] = "app", ["TAG"] = "2", ["PASSED"] = "p", ["FROM_ENV_FILE"] = "f" };

        var gathered = await GatherAsync(run, new([], [], [], "shop", null, false));

        Assert.Equal(["base/app.yaml", "base/app.env", "base/deep/root.yaml"], gathered.Bundle.Files.Select(f => f.Path));
        Assert.Equal(["FROM_ENV_FILE=f", "KIND=app", "PASSED=p", "TAG=2"], gathered.Bundle.Variables.Select(v => $"{v.Key}={v.Value}").Order());
    }

    [Fact]
    public async Task Takes_included_files_with_their_env_files_and_what_they_name_in_turn()
    {
        _project.Write("compose.yaml", "include: ['${PART}/app.yaml', own.yaml]\nservices: {web: {image: w}}");
        _project.Write(".env", "PART=app\nOWN=o\n");
        _project.Write("own.yaml", "services: {own: {image: 'x:${OWN}'}}");
        _project.Write("app/.env", "NEXT=deep\nTAG=${FROM_ENV_FILE}\nPART=other\n");
        _project.Write("app/app.yaml", "include: [{path: '${NEXT}/next.yaml', env_file: more.env}]\nservices: {app: {image: 'x:${TAG}', env_file: '${PART}.env'}}");
        _project.Write("app/app.env", "A=1\n");
        _project.Write("app/more.env", "LABELS=l\n");
        _project.Write("app/deep/next.yaml", "include: [../app.yaml]\nservices: {next: {image: y, label_file: '${LABELS}.txt'}}");
        _project.Write("app/deep/l.txt", "l=${FROM_LABEL_FILE}\n");
        var run = new CliRun(home: _project.Path) { ["FROM_ENV_FILE"] = "f", ["FROM_LABEL_FILE"] = "l" };

        var gathered = await GatherAsync(run, new([], [], [], "shop", null, false));

        Assert.Equal(
            ["app/.env", "app/app.yaml", "app/app.env", "app/more.env", "app/deep/next.yaml", "app/deep/l.txt", "own.yaml"],
            gathered.Bundle.Files.Select(f => f.Path));
        Assert.Equal(["FROM_ENV_FILE=f", "OWN=o", "PART=app"], gathered.Bundle.Variables.Select(v => $"{v.Key}={v.Value}").Order());
        Assert.Contains(((ComposeResult.Refused)gathered.Reading).Problems, p => p.Code == "include_cycle");
    }

    [Fact]
    public async Task Takes_the_seccomp_profiles_that_services_name()
    {
        _project.Write("compose.yaml", "services: {web: {image: x, security_opt: ['seccomp=${KIND}.json', 'apparmor=mine', 'seccomp:unconfined']}}");
        _project.Write("strict.json", "{}");

        var gathered = await GatherAsync(new CliRun(home: _project.Path) { ["KIND"] = "strict" }, new([], [], [], "shop", null, false));

        Assert.Equal(["strict.json"], gathered.Bundle.Files.Select(f => f.Path));
        Assert.IsType<ComposeResult.Accepted>(gathered.Reading);
    }

    [Theory]
    [InlineData("include: [../outside.yaml]")]
    [InlineData("include: [link.yaml]")]
    [InlineData("include: [{path: in.yaml, env_file: /proc/self/environ}]")]
    [InlineData("include: [{path: in.yaml, project_directory: folder}]")]
    [InlineData("include: [nested.yaml]")]
    [InlineData("services: {web: {image: x, label_file: /etc/passwd}}")]
    [InlineData("services: {web: {image: x, security_opt: ['seccomp=folder/outside.yaml']}}")]
    [InlineData("services: {web: {extends: {file: link.yaml, service: web}}}")]
    public async Task What_an_included_file_names_outside_the_project_stays_there(string text)
    {
        using var elsewhere = new TempFolder();
        elsewhere.Write("outside.yaml", "services: {web: {image: x}}");
        elsewhere.Write(".env", "A=1");
        File.CreateSymbolicLink(Path.Combine(_project.Path, "link.yaml"), Path.Combine(elsewhere.Path, "outside.yaml"));
        File.CreateSymbolicLink(Path.Combine(_project.Path, "folder"), elsewhere.Path);
        _project.Write("in.yaml", "services: {in: {image: x}}");
        _project.Write("nested.yaml", "include: [folder/outside.yaml]");
        _project.Write("compose.yaml", text);

        var error = await Assert.ThrowsAsync<CliException>(() => GatherAsync(new CliRun(home: _project.Path), new([], [], [], "shop", null, false)));

        Assert.EndsWith($"which is outside the project folder {_project.Path}.", error.Message);
    }

    [Fact]
    public async Task Env_files_of_the_command_line_replace_the_projects_own()
    {
        _project.Write("compose.yaml", "services: {web: {image: 'x:${TAG}-${MORE}'}}");
        _project.Write(".env", "TAG=1\nMORE=1\n");
        _project.Write("a.env", "TAG=2\n");
        _project.Write("b.env", "TAG=3\n");

        var gathered = await GatherAsync(new CliRun(home: _project.Path), new([], ["a.env", "b.env"], [], "shop", null, false));

        Assert.Equal(["TAG=3"], gathered.Bundle.Variables.Select(v => $"{v.Key}={v.Value}"));
    }

    [Fact]
    public async Task The_environment_or_dotenv_names_the_compose_files()
    {
        _project.Write("compose.yaml", "services: {web: {image: not-read}}");
        _project.Write("a/one.yaml", "services: {web: {image: 'x:${TAG}', user: '${USER_ID}'}}");
        _project.Write("two.yaml", "services: {web: {hostname: h}}");
        _project.Write(".env", "COMPOSE_FILE=a/one.yaml:two.yaml\nTAG=1\n");
        _project.Write("a/.env", "TAG=2\nUSER_ID=3\nCOMPOSE_PROFILES=dev,test\n");

        var fromDotenv = await GatherAsync(new CliRun(home: _project.Path), new([], [], [], null, null, false));
        var fromVariable = await GatherAsync(
            new CliRun(home: _project.Path) { ["COMPOSE_FILE"] = "two.yaml;a/one.yaml", ["COMPOSE_PATH_SEPARATOR"] = ";", ["COMPOSE_PROJECT_NAME"] = "" }, new([], [], ["p"], null, null, false));
        var given = await GatherAsync(new CliRun(home: _project.Path) { ["COMPOSE_FILE"] = "none.yaml" }, new(["two.yaml"], [], [], "s", null, false));

        Assert.Equal(["a/one.yaml", "two.yaml"], fromDotenv.Bundle.ComposeFiles.Select(f => f.Path));
        Assert.Equal(("a", $"{_project.Path}/a"), (fromDotenv.StackName, fromDotenv.Bundle.ProjectDirectory));
        Assert.Equal(["TAG=1", "USER_ID=3"], fromDotenv.Bundle.Variables.Select(v => $"{v.Key}={v.Value}").Order());
        Assert.Equal(["dev", "test"], fromDotenv.Bundle.Profiles);
        Assert.Equal(["two.yaml", "a/one.yaml"], fromVariable.Bundle.ComposeFiles.Select(f => f.Path));
        Assert.Equal(["p"], fromVariable.Bundle.Profiles);
        Assert.Equal(["two.yaml"], given.Bundle.ComposeFiles.Select(f => f.Path));
    }

    [Fact]
    public async Task The_environment_names_env_files_or_switches_them_off()
    {
        _project.Write("compose.yaml", "services: {web: {image: 'x:${TAG-none}'}}");
        _project.Write(".env", "TAG=1\n");
        _project.Write("a.env", "TAG=2\n");
        _project.Write("b.env", "TAG=${TAG}3\n");

        Assert.Equal("x:23", await ImageAsync(new() { ["COMPOSE_ENV_FILES"] = "a.env,b.env" }));
        Assert.Equal("x:2", await ImageAsync(new() { ["COMPOSE_ENV_FILES"] = "b.env" }, "a.env"));
        Assert.Equal("x:none", await ImageAsync(new() { ["COMPOSE_DISABLE_ENV_FILE"] = "true" }));
        Assert.Equal("x:1", await ImageAsync(new() { ["COMPOSE_DISABLE_ENV_FILE"] = "0" }));
        await Assert.ThrowsAsync<CliException>(() => ImageAsync(new() { ["COMPOSE_DISABLE_ENV_FILE"] = "maybe" }));

        async Task<string> ImageAsync(Dictionary<string, string> variables, params string[] envFiles)
        {
            var run = new CliRun(home: _project.Path);
            foreach (var (name, value) in variables)
                run[name] = value;
            return ((ComposeResult.Accepted)(await GatherAsync(run, new([], envFiles, [], "s", null, false))).Reading).Stack.Services.Single().Container.Image;
        }
    }

    [Theory]
    [InlineData("compose.yaml", "compose.yml")]
    [InlineData("compose.yml", "docker-compose.yml")]
    [InlineData("docker-compose.yml", "docker-compose.yaml")]
    public async Task Of_several_default_files_the_first_is_taken_and_the_user_told(string taken, string left)
    {
        _project.Write(taken, "services: {web: {image: x}}");
        _project.Write(left, "services: {web: {image: y}}");
        _project.Write("docker-compose.override.yml", "services: {web: {hostname: h}}");
        _project.Write("compose.override.yml", "services: {web: {hostname: i}}");
        _project.Write("elsewhere/deep/file", "");

        var result = await new CliRun(home: _project.Path) { WorkingDirectory = "/" }.RunAsync("stack", "config", "--project-directory", $"{_project.Path}/elsewhere/deep");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("image: x\n", result.Out);
        Assert.Contains("hostname: i\n", result.Out);
        Assert.Contains($"{_project.Path} has {taken} and {left}: {taken} is taken.", result.Error);
        Assert.Contains("compose.override.yml and docker-compose.override.yml", result.Error);
    }

    [Theory]
    [InlineData("given", "given", null)]
    [InlineData(null, "from-env", "from-env")]
    [InlineData(null, "from-file", null)]
    public async Task The_stack_is_named_by_the_command_line_the_environment_or_the_file(string? given, string expected, string? variable)
    {
        _project.Write("compose.yaml", "name: from-file\nservices: {web: {image: x}}");
        var run = new CliRun(home: _project.Path);
        if (variable is not null)
            run["COMPOSE_PROJECT_NAME"] = variable;

        Assert.Equal(expected, (await GatherAsync(run, new([], [], [], given, null, false))).StackName);
    }

    [Fact]
    public async Task Without_any_name_the_folders_is_taken()
    {
        _project.Write("My App/compose.yaml", "services: {web: {image: x}}");
        var run = new CliRun(home: _project.Path) { WorkingDirectory = Path.Combine(_project.Path, "My App") };

        Assert.Equal("myapp", (await GatherAsync(run, new([], [], [], null, null, false))).StackName);
    }

    [Fact]
    public async Task Standard_input_can_hold_the_file()
    {
        var run = new CliRun(home: _project.Path) { Input = "services: {web: {image: x}}" };

        var gathered = await GatherAsync(run, new(["-"], [], [], "shop", null, false));

        Assert.Equal(("-", _project.Path), (gathered.Bundle.ComposeFiles[0].Path, gathered.Bundle.ProjectDirectory));
    }

    [Theory]
    [InlineData("../outside.env")]
    [InlineData("/etc/hostname")]
    [InlineData("link.env")]
    [InlineData("folder/outside.env")]
    public async Task Files_outside_the_project_stay_where_they_are(string path)
    {
        using var elsewhere = new TempFolder();
        elsewhere.Write("outside.env", "A=1");
        File.CreateSymbolicLink(Path.Combine(_project.Path, "link.env"), Path.Combine(elsewhere.Path, "outside.env"));
        File.CreateSymbolicLink(Path.Combine(_project.Path, "folder"), elsewhere.Path);
        _project.Write("compose.yaml", $"services: {{web: {{image: x, env_file: '{path}'}}}}");

        var error = await Assert.ThrowsAsync<CliException>(() => GatherAsync(new CliRun(home: _project.Path), new([], [], [], "shop", null, false)));
        var allowed = await GatherAsync(new CliRun(home: _project.Path), new([], [], [], "shop", null, AllowsOutside: true));

        Assert.Equal($"The compose file names {path}, which is outside the project folder {_project.Path}.", error.Message);
        Assert.Equal(path != "../outside.env", allowed.Bundle.Files.Count == 1);
    }

    [Fact]
    public async Task Validate_quotes_the_line_and_ends_with_7()
    {
        _project.Write("compose.yaml", "services:\n  web:\n    image: x\n    colour: red\n");

        var result = await new CliRun(home: _project.Path).RunAsync("validate");

        Assert.Equal(7, result.ExitCode);
        Assert.StartsWith("error: There is an error in ", result.Error);
        Assert.Contains("4 |     colour: red", result.Error);
    }

    [Fact]
    public async Task Config_prints_what_the_files_say_without_a_server()
    {
        _project.Write("compose.yaml", "services: {web: {image: 'x:${TAG:-1}'}, debug: {image: y, profiles: [dev]}}");
        var run = new CliRun(home: _project.Path);

        var plain = await run.RunAsync("stack", "config", "-f", "compose.yaml", "-o", "json", "shop");
        var dev = await run.RunAsync("stack", "config", "-f", "compose.yaml", "-o", "json", "--profile", "dev", "shop");

        Assert.Equal((0, ""), (plain.ExitCode, plain.Error));
        Assert.Contains("\"image\": \"x:1\"", plain.Out);
        Assert.DoesNotContain("debug", plain.Out);
        Assert.Contains("debug", dev.Out);
    }

    [Fact]
    public async Task A_missing_file_is_a_usage_error() =>
        Assert.Equal(
            (2, $"error: The compose file nope.yaml does not exist.\nhint: It was looked for as {_project.Path}/nope.yaml.\n"),
            await new CliRun(home: _project.Path).RunAsync("validate", "-f", "nope.yaml") is var r ? (r.ExitCode, r.Error) : default);

    private static Task<GatheredBundle> GatherAsync(CliRun run, BundleSource source) =>
        new BundleGatherer(run.EnvironmentOf(Stream.Null, Stream.Null)).GatherAsync(source, TestContext.Current.CancellationToken);
}
