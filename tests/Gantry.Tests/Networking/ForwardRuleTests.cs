using Gantry.Worker.Networking;

namespace Gantry.Tests.Networking;

public sealed class ForwardRuleTests
{
    [Fact]
    public void The_rule_goes_before_the_engines_return_and_behind_what_keeps_somebody_out()
    {
        Assert.Equal(1, ForwardRule.Place(["-A DOCKER-USER -j RETURN"]));
        Assert.Equal(
            3,
            ForwardRule.Place(
            [
                "-A DOCKER-USER -s 192.0.2.0/24 -j DROP",
                "-A DOCKER-USER -i eth1 -j RETURN",
                "-A DOCKER-USER -j RETURN",
            ]));
        Assert.Equal(2, ForwardRule.Place(["-A DOCKER-USER -s 192.0.2.0/24 -j DROP"]));
        Assert.Equal(1, ForwardRule.Place([]));
    }
}
