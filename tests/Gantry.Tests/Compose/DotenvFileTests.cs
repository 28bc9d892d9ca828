using Gantry.Compose.Interpolation;

namespace Gantry.Tests.Compose;

public sealed class DotenvFileTests
{
    [Theory]
    [InlineData("A=b", "A=b")]
    [InlineData("\uFEFFA=b\r\nB=c\r\n", "A=b|B=c")]
    [InlineData("  A = b  ", "A=b")]
    [InlineData("export A=b\nexport\tB=c", "A=b|B=c")]
    [InlineData("exported=b", "exported=b")]
    [InlineData("A: b", "A=b")]
    [InlineData("A=", "A=")]
    [InlineData("A=\nB=c", "A=|B=c")]
    [InlineData("OUTER\nMISSING\nB=c", "OUTER=outside|B=c")]
    [InlineData("# c\n\n  # d\nA=b", "A=b")]
    [InlineData("A=b # comment", "A=b")]
    [InlineData("A=b#c", "A=b#c")]
    [InlineData("A=#c", "A=#c")]
    [InlineData("A='b # c' # d", "A=b # c")]
    [InlineData("A='$B\\n'", "A=$B\\n")]
    [InlineData("A='it\\'s'", "A=it's")]
    [InlineData("A=\"b\\nc\\t\\\"d\\\" \\\\ e\"", "A=b\nc\t\"d\" \\ e")]
    [InlineData("A=\"\\$B ${OUTER}\"", "A=$B outside")]
    [InlineData("A=\"\\0101\\q\"", "A=A\\q")]
    [InlineData("A=\"b\nc\"\nD=e", "A=b\nc|D=e")]
    [InlineData("A=a\\tb", "A=a\\tb")]
    [InlineData("A=b\nB=${A}c\nC=$B", "A=b|B=bc|C=bc")]
    [InlineData("OUTER=mine\nB=$OUTER", "OUTER=mine|B=outside")]
    [InlineData("A=${NO:-d}", "A=d")]
    [InlineData("A=1\nA=2", "A=2")]
    [InlineData("a.b-c[0]=x", "a.b-c[0]=x")]
    [InlineData("A=b=c", "A=b=c")]
    [InlineData("A=a b c", "A=a b c")]
    [InlineData("A={\"b\": 1}", "A={\"b\": 1}")]
    public void Reads(string text, string expected)
    {
        var result = DotenvFile.Parse(".env", text, Outside);

        Assert.Equal([], result.Problems);
        Assert.Equal(expected, string.Join('|', result.Values.Select(v => $"{v.Key}={v.Value}")));
    }

    [Theory]
    [InlineData("A=b\nB C=d", 2, "dotenv_name")]
    [InlineData("\n\n%=d", 3, "dotenv_name")]
    [InlineData("=d", 1, "dotenv_name")]
    [InlineData("A=b\nC=\"d\n\n", 2, "dotenv_quote")]
    [InlineData("A='b", 1, "dotenv_quote")]
    [InlineData("A=\"b\" c", 1, "dotenv_rest")]
    [InlineData("A=\"b\nc\"\nB=${}", 3, "interpolation_syntax")]
    [InlineData("A=${NO:?x}", 1, "variable_required")]
    public void Refuses_with_the_line(string text, int line, string code)
    {
        var problem = Assert.Single(DotenvFile.Parse(".env", text, Outside).Problems);

        Assert.Equal((".env", line, code), (problem.File, problem.Line, problem.Code));
    }

    [Fact]
    public void Takes_a_raw_file_as_it_stands()
    {
        var result = DotenvFile.ParseRaw("f", "\uFEFF# c\nA=\"$B\" # c \n\n  B='x'=\\n\r\n  # c\nHOST\nUNSET\nE=\n", name => name == "HOST" ? "h" : null);

        Assert.Equal(["A=\"$B\" # c ", "B='x'=\\n", "HOST=h", "E="], result.Values.Select(v => $"{v.Key}={v.Value}"));
        Assert.Empty(result.Problems);
    }

    [Theory]
    [InlineData("A=1\nB C=2\n")]
    [InlineData("A=1\n=2\n")]
    [InlineData("A=1\nexport B=2\n")]
    public void Refuses_a_raw_line_without_a_name(string text)
    {
        var problem = Assert.Single(DotenvFile.ParseRaw("f", text, _ => null).Problems);

        Assert.Equal(("dotenv_name", 2), (problem.Code, problem.Line));
    }

    [Fact]
    public void Names_what_a_file_needs_from_outside() =>
        Assert.Equal(["B", "C", "LONE"], DotenvFile.VariableNames("A=${B:-$C}\nLONE\n# X\n"));

    private static string? Outside(string name) => name == "OUTER" ? "outside" : null;
}
