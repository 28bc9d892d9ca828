using Gantry.Compose;

namespace Gantry.Tests.Compose;

public sealed class SeccompProfileTests
{
    private const string Profile = """
        {
          "defaultAction": "SCMP_ACT_ALLOW",
          "syscalls": [{"names": ["mkdir"], "action": "SCMP_ACT_ERRNO"}]
        }
        """;

    [Theory]
    [InlineData("seccomp=./profile.json")]
    [InlineData("seccomp:sub/../profile.json")]
    public void The_profile_of_a_file_is_handed_over_whole_and_on_one_line(string option)
    {
        var stack = Read(option, Profile).Accepted();

        Assert.Equal(
            ["""seccomp={"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir"],"action":"SCMP_ACT_ERRNO"}]}"""],
            Assert.Single(stack.Services).Container.SecurityOpt);
        var again = ComposeReader.Read(null, ComposeText.Bundle(StackConfig.Write(stack, ConfigFormat.Yaml))).Accepted();
        Assert.Equal(stack.Services[0].Container.SecurityOpt, again.Services[0].Container.SecurityOpt);
    }

    [Theory]
    [InlineData("{\n  \"defaultAction\": SCMP\n}", "profile.json:2:20: error: This is not JSON, which a seccomp profile is written in.")]
    [InlineData("[1]", "compose.yaml:4:20: error: The seccomp profile 'profile.json' is not a JSON object. It has `defaultAction` and `syscalls`.")]
    public void What_is_no_profile_is_told_with_its_place(string content, string problem) =>
        Assert.Equal(problem, $"{Assert.Single(Assert.IsType<ComposeResult.Refused>(Read("seccomp=profile.json", content)).Problems)}");

    private static ComposeResult Read(string option, string profile) => ComposeReader.Read(
        "s", ComposeText.Bundle($"services:\n  web:\n    image: a\n    security_opt: ['{option}']\n") with { Files = [new("profile.json", profile)] });
}
