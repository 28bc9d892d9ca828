using Gantry.Compose.Interpolation;

namespace Gantry.Tests.Compose;

public sealed class TemplateTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["SET"] = "value", ["EMPTY"] = "", ["Other_1"] = "other" };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$SET", "value")]
    [InlineData("${SET}", "value")]
    [InlineData("a${SET}b$SET", "avaluebvalue")]
    [InlineData("$SET-bar", "value-bar")]
    [InlineData("$Other_1.x", "other.x")]
    [InlineData("$UNSET", "")]
    [InlineData("${EMPTY}", "")]
    [InlineData("${UNSET:-d}", "d")]
    [InlineData("${EMPTY:-d}", "d")]
    [InlineData("${SET:-d}", "value")]
    [InlineData("${UNSET-d}", "d")]
    [InlineData("${EMPTY-d}", "")]
    [InlineData("${SET-d}", "value")]
    [InlineData("${UNSET:+a}", "")]
    [InlineData("${EMPTY:+a}", "")]
    [InlineData("${SET:+a}", "a")]
    [InlineData("${UNSET+a}", "")]
    [InlineData("${EMPTY+a}", "a")]
    [InlineData("${SET+a}", "a")]
    [InlineData("${SET:?e}", "value")]
    [InlineData("${EMPTY?e}", "")]
    [InlineData("${UNSET:-}", "")]
    [InlineData("${UNSET:-x?y}", "x?y")]
    [InlineData("${UNSET:-a:-b}", "a:-b")]
    [InlineData("${UNSET:-${EMPTY:-${SET}}}", "value")]
    [InlineData("${UNSET:-a${SET}b${UNSET:-c}}", "avaluebc")]
    [InlineData("${SET:+<${SET}>}", "<value>")]
    [InlineData("${UNSET:-{\"a\":1}}", "{\"a\":1}")]
    [InlineData("$$", "$")]
    [InlineData("$$SET", "$SET")]
    [InlineData("$${SET}", "${SET}")]
    [InlineData("$$$SET", "$value")]
    [InlineData("a$", "a$")]
    [InlineData("a$ b", "a$ b")]
    [InlineData("^R$", "^R$")]
    [InlineData("$}", "$}")]
    [InlineData("$1", "$1")]
    [InlineData("$(id)", "$(id)")]
    [InlineData("${X:-$(id)}", "$(id)")]
    public void Fills_in(string template, string expected)
    {
        Assert.Equal(expected, Expander().Expand(template, out var error));
        Assert.Null(error);
    }

    [Theory]
    [InlineData("${")]
    [InlineData("${}")]
    [InlineData("${ }")]
    [InlineData("${ SET}")]
    [InlineData("${SET }")]
    [InlineData("${SET!}")]
    [InlineData("${SET/bar}")]
    [InlineData("${SET")]
    [InlineData("${UNSET:-${}}")]
    [InlineData("${UNSET:-a")]
    public void Refuses(string template)
    {
        Assert.Null(Expander().Expand(template, out var error));
        Assert.False(error!.IsRequired);
    }

    [Theory]
    [InlineData("${UNSET:?give it}", "The required variable UNSET is missing a value: give it")]
    [InlineData("${EMPTY:?give it}", "The required variable EMPTY is missing a value: give it")]
    [InlineData("${UNSET?}", "The required variable UNSET is missing a value.")]
    [InlineData("${UNSET?see $SET}", "The required variable UNSET is missing a value: see value")]
    public void Says_which_required_variable_is_missing(string template, string message)
    {
        Assert.Null(Expander().Expand(template, out var error));
        Assert.Equal((true, message), (error!.IsRequired, error.Message));
    }

    [Theory]
    [InlineData("$UNSET ${UNSET} ${EMPTY}", "UNSET,UNSET")]
    [InlineData("${SET:-$UNSET}${UNSET:+$OTHER}${UNSET:-x}", "")]
    public void Tells_of_missing_variables_only_where_they_are_used(string template, string missing)
    {
        var told = new List<string>();

        new Template(Variables.GetValueOrDefault, told.Add).Expand(template, out _);

        Assert.Equal(missing, string.Join(',', told));
    }

    [Fact]
    public void Collects_every_name_that_a_text_could_use()
    {
        var names = new SortedSet<string>();

        Template.CollectNames("$A ${B:-${C}} $${NOT} ${D:+$E} $1", names);

        Assert.Equal(["A", "B", "C", "D", "E"], names);
    }

    private static Template Expander() => new(Variables.GetValueOrDefault, static _ => { });
}
