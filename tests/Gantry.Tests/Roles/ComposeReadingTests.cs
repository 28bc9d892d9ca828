using Gantry.Manager.Control;
using Gantry.Roles;
using Gantry.Tests.Compose;

namespace Gantry.Tests.Roles;

public sealed class ComposeReadingTests
{
    [Fact]
    public void A_warning_takes_one_line_and_leaves_it_to_the_reader_to_call_it_one()
    {
        var outcome = ComposeReading.Read("s", ComposeText.Bundle("services: {web: {image: 'a:1', hostname: '${ONE}', environment: ['A=${ONE}', 'B=${TWO}']}}"));

        var read = Assert.IsType<ComposeOutcome.Read>(outcome);
        Assert.Equal(
            [
                "compose.yaml:1:42: The variable 'ONE' is not set; an empty text takes its place. Set it in the environment or in .env, or write ${ONE:-VALUE} with what to take instead.",
                "compose.yaml:1:78: The variable 'TWO' is not set; an empty text takes its place. Set it in the environment or in .env, or write ${TWO:-VALUE} with what to take instead.",
            ],
            read.Warnings);
    }
}
