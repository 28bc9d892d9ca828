using Gantry.Compose;
using Gantry.Compose.Interpolation;
using Gantry.Compose.LongForms;
using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;

namespace Gantry.Tests.Compose.Conformance;

/// <summary>compose-go's tables of values that stand alone: templates, dotenv files, short forms, hosts, sizes. The rest of its cases: <see cref="UpstreamTests"/>.</summary>
public sealed class UpstreamValueTests
{
    // template/template_test.go and interpolation/interpolation_test.go, with its second set of variables under names of their own.
    private static readonly Dictionary<string, string> Variables = new() { ["FOO"] = "first", ["BAR"] = "", ["JSON"] = "{\"json\":2}", ["USER"] = "jenny" };

    private static readonly string[] VolumeKeys = ["type", "source", "target"];

    [Theory]
    [InlineData("This ${missing} var", "This  var")]
    [InlineData("This ${BAR} var", "This  var")]
    [InlineData("This $FOO var", "This first var")]
    [InlineData("ok ${BAR:-/non:-alphanumeric}", "ok /non:-alphanumeric")]
    [InlineData("-ok ${BAR:-defaultValue}", "-ok defaultValue")]
    [InlineData("+ok ${UNSET:-${BAR-defaultValue}}", "+ok ")]
    [InlineData(":-ok ${UNSET-defaultValue}", ":-ok defaultValue")]
    [InlineData(":?ok ${BAR-defaultValue}", ":?ok ")]
    [InlineData(":+ok ${BAR:-defaultValue}", ":+ok defaultValue")]
    [InlineData("?ok ${BAR:-defaultValue}", "?ok defaultValue")]
    [InlineData("ok ${UNSET_VAR-$FOO}", "ok first")]
    [InlineData("ok ${UNSET_VAR-${FOO} ${FOO}}", "ok first first")]
    [InlineData("ok ${BAR:-${FOO} ${FOO}}", "ok first first")]
    [InlineData("ok ${BAR+$FOO}", "ok first")]
    [InlineData("ok ${BAR+$FOO ${FOO:+second}}", "ok first second")]
    [InlineData("ok ${FOO:?err}", "ok first")]
    [InlineData("ok ${BAR?err}", "ok ")]
    [InlineData("${UNSET_VAR-myerror?msg}", "myerror?msg")]
    [InlineData("${FOO?bar-baz}", "first")]
    [InlineData("${UNSET-va:-lu:?e}", "va:-lu:?e")]
    [InlineData("${UNSET-va+lu?e}", "va+lu?e")]
    [InlineData("${FOO:+va:?lu:-e}", "va:?lu:-e")]
    [InlineData("${FOO+va:+lue}", "va:+lue")]
    [InlineData("ok ${missing:-{\"json\":1}}", "ok {\"json\":1}")]
    [InlineData("ok ${missing-{\"json\":1}}", "ok {\"json\":1}")]
    [InlineData("ok ${JSON:-{\"json\":1}}", "ok {\"json\":2}")]
    [InlineData("ok ${JSON-{\"json\":1}}", "ok {\"json\":2}")]
    [InlineData("{{{ ${UNSET:-foo_} }}}", "{{{ foo_ }}}")]
    [InlineData("{{{ ${UNSET:-foo:?bar:?value} }}}", "{{{ foo:?bar:?value }}}")]
    [InlineData("{{{ ${UNSET:-foo} ${BAR:-DEFAULT_VALUE} }}}", "{{{ foo DEFAULT_VALUE }}}")]
    [InlineData("${UNSET-baz} }}}", "baz }}}")]
    [InlineData("{{{ ${FOO:-foo} ${USER:-bar} }}}", "{{{ first jenny }}}")]
    [InlineData("${UNSET:-${BAR:-${ZOT:-qix}}}", "qix")]
    [InlineData("${UNSET:-${BAR:-x}_test_${BAR:-y}}", "x_test_y")]
    [InlineData("${UNSET:-${BAR:-${ZOT:-x}}_test}", "x_test")]
    [InlineData("${A:+${A},}B", "B")]
    public void Templates(string template, string expected)
    {
        Assert.Equal(expected, new Template(Variables.GetValueOrDefault, static _ => { }).Expand(template, out var error));
        Assert.Null(error);
    }

    [Theory]
    [InlineData("not ok ${UNSET_VAR:?Mandatory Variable Unset}", "UNSET_VAR is missing a value: Mandatory Variable Unset")]
    [InlineData("not ok ${BAR:?Mandatory Variable Empty}", "BAR is missing a value: Mandatory Variable Empty")]
    [InlineData("not ok ${UNSET_VAR:?}", "UNSET_VAR is missing a value")]
    [InlineData("not ok ${UNSET_VAR?Mandatory Variable ${FOO}}", "UNSET_VAR is missing a value: Mandatory Variable first")]
    [InlineData("{{{ ${UNSET:?foo} ${BAR:-DEFAULT_VALUE} }}}", "UNSET is missing a value: foo")]
    [InlineData("${UNSET:?foo} ${BAR:?bar}", "UNSET is missing a value: foo")]
    [InlineData("${UNSET_VAR?bar-baz}", "UNSET_VAR is missing a value: bar-baz")]
    public void Templates_that_lack_a_variable(string template, string message)
    {
        Assert.Null(new Template(Variables.GetValueOrDefault, static _ => { }).Expand(template, out var error));
        Assert.True(error!.IsRequired);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    // dotenv/godotenv_test.go and its fixtures.
    [Theory]
    [InlineData("ONE=1\nTWO='2'\nTHREE = \"3\"", "ONE=1|TWO=2|THREE=3")]
    [InlineData("OPTION_C= 3\nOPTION_D =4\nOPTION_E = 5\n456 = ABC\nOPTION_F = \nOPTION_G=\nOPTION_H = my string # Inline comment\n", "OPTION_C=3|OPTION_D=4|OPTION_E=5|456=ABC|OPTION_F=|OPTION_G=|OPTION_H=my string")]
    [InlineData("OPTION_H=\"\\n\"\nOPTION_I = \"echo 'asd'\" # Inline comment\nOPTION_J = 'first line\nsecond line'\nOPTION_K='Let\\'s go!'\n", "OPTION_H=\n|OPTION_I=echo 'asd'|OPTION_J=first line\nsecond line|OPTION_K=Let's go!")]
    [InlineData("OPTION_D = then another one with an unquoted phrase special è char", "OPTION_D=then another one with an unquoted phrase special è char")]
    [InlineData("OPTION_A=1\nOPTION_B=${OPTION_A}\nOPTION_C=$OPTION_B\nOPTION_D=${OPTION_A}_${OPTION_B}\nOPTION_E=${OPTION_NOT_DEFINED}", "OPTION_A=1|OPTION_B=1|OPTION_C=1|OPTION_D=1_1|OPTION_E=")]
    [InlineData("FOO=test\nBAR=${FOO}bar", "FOO=test|BAR=testbar")]
    [InlineData("FOO=test\nBAR=\"quote $FOO\"", "FOO=test|BAR=quote test")]
    [InlineData("BAR='quote $FOO'", "BAR=quote $FOO")]
    [InlineData("FOO=\"foo\\$BAR\"", "FOO=foo$BAR")]
    [InlineData("FOO=\"foo\\${BAR}\"", "FOO=foo${BAR}")]
    [InlineData("FOO=test\nBAR=\"foo\\${FOO} ${FOO}\"", "FOO=test|BAR=foo${FOO} test")]
    [InlineData("TEST_URLS=\"stratum+tcp://a:3333\nstratum+tcp://b:443\"", "TEST_URLS=stratum+tcp://a:3333\nstratum+tcp://b:443")]
    [InlineData("FOO=\"\\\"quoted\\\"\"", "FOO=\"quoted\"")]
    [InlineData("OPTION_A: Foo=bar", "OPTION_A=Foo=bar")]
    [InlineData("OPTION_A=1:B", "OPTION_A=1:B")]
    [InlineData("export OPTION_B='\\n'", "OPTION_B=\\n")]
    [InlineData("export_FOO =2", "export_FOO=2")]
    [InlineData("export.FOO= 2", "export.FOO=2")]
    [InlineData("\texport OPTION_A=2", "OPTION_A=2")]
    [InlineData("KEY=\"Z\\aZ\\bZ\\fZ\\nZ\\rZ\\tZ\\vZ\\\\Z\\0123Z\"", "KEY=Z\aZ\bZ\fZ\nZ\rZ\tZ\vZ\\ZSZ")]
    [InlineData("FOO=bar #this is foo", "FOO=bar")]
    [InlineData("FOO=bar #", "FOO=bar")]
    [InlineData("FOO=123#not-an-inline-comment", "FOO=123#not-an-inline-comment")]
    [InlineData("FOO= #none", "FOO=#none")]
    [InlineData("FOO=\"bar#baz\"#", "FOO=bar#baz")]
    [InlineData("FOO=\"bar\\n\\ b\\az\"", "FOO=bar\n\\ b\az")]
    [InlineData("FOO=\"bar\\\\r\\ b\\az\"", "FOO=bar\\r\\ b\az")]
    [InlineData("FOO=\"bar\\nbaz\\\\\"", "FOO=bar\nbaz\\")]
    [InlineData("KEY=\"\\x07\"", "KEY=\\x07")]
    [InlineData("KEY=\"\\u12e4\"", "KEY=\\u12e4")]
    [InlineData("foo=bar\nOUTSIDE\nbar=baz\nNOT_FOUND", "foo=bar|OUTSIDE=mine|bar=baz")]
    [InlineData("A=${OUTSIDE:-1}\nB=${A}", "A=mine|B=mine")]
    [InlineData("FOO=bar", "FOO=bar")]
    [InlineData("FOO =bar", "FOO=bar")]
    [InlineData("FOO= bar", "FOO=bar")]
    [InlineData("FOO=\"bar\"", "FOO=bar")]
    [InlineData("FOO='bar'", "FOO=bar")]
    [InlineData("FOO=\"escaped\\\"bar\"", "FOO=escaped\"bar")]
    [InlineData("FOO=\"'d'\"", "FOO='d'")]
    [InlineData("OPTION_A: 1", "OPTION_A=1")]
    [InlineData("export OPTION_A=2", "OPTION_A=2")]
    [InlineData("export exportFoo=2", "exportFoo=2")]
    [InlineData("exportFOO=2", "exportFOO=2")]
    [InlineData("export\tOPTION_A=2", "OPTION_A=2")]
    [InlineData("  export OPTION_A=2", "OPTION_A=2")]
    [InlineData("export OPTION_A=\"export A\"", "OPTION_A=export A")]
    [InlineData("FOO=\"bar\\nbaz\"", "FOO=bar\nbaz")]
    [InlineData("FOO=a\\tb", "FOO=a\\tb")]
    [InlineData("FOO=\"a\\tb\"", "FOO=a\tb")]
    [InlineData("FOO.BAR=foobar", "FOO.BAR=foobar")]
    [InlineData("FOO=foobar=", "FOO=foobar=")]
    [InlineData("FOO=bar ", "FOO=bar")]
    [InlineData("FOO=bar # this is foo", "FOO=bar")]
    [InlineData("FOO=\"bar#baz\"", "FOO=bar#baz")]
    [InlineData("FOO=\"bar#baz\" # comment", "FOO=bar#baz")]
    [InlineData("FOO='bar#baz' # comment", "FOO=bar#baz")]
    [InlineData("FOO=\"bar#baz#bang\" # comment", "FOO=bar#baz#bang")]
    [InlineData("FOO=\"ba#r\"", "FOO=ba#r")]
    [InlineData("FOO='ba#r'", "FOO=ba#r")]
    [InlineData("FOO=\"bar\\\\\\n\\ b\\az\"", "FOO=bar\\\n\\ b\az")]
    [InlineData(" KEY =value", "KEY=value")]
    [InlineData("   KEY=value", "KEY=value")]
    [InlineData("\tKEY=value", "KEY=value")]
    [InlineData("KEY=\"\\0123\"", "KEY=S")]
    [InlineData("KEY=\"\\U00101234\"", "KEY=\\U00101234")]
    [InlineData("A='first line\nsecond line\nthird line\nand so on'\nZ=\"last value\"", "A=first line\nsecond line\nthird line\nand so on|Z=last value")]
    [InlineData("a=b\na[1]=c\na.propertyKey=d\nárvíztűrő-TÜKÖRFÚRÓGÉP=ÁRVÍZTŰRŐ", "a=b|a[1]=c|a.propertyKey=d|árvíztűrő-TÜKÖRFÚRÓGÉP=ÁRVÍZTŰRŐ")]
    [InlineData("A=\u00A0x\u00A0\nB=\u0085y", "A=x|B=y")]
    public void Dotenv_files(string text, string expected)
    {
        var result = DotenvFile.Parse(".env", text, static name => name is "OUTSIDE" ? "mine" : null);

        Assert.Equal([], result.Problems);
        Assert.Equal(expected, string.Join('|', result.Values.Select(v => $"{v.Key}={v.Value}")));
    }

    // dotenv/godotenv_test.go TestMultipleFiles: what is set outside is found first, then what stands above in the same file.
    [Theory]
    [InlineData(null, "http://dev.my-company.com")]
    [InlineData("host.local", "http://host.local")]
    public void Several_dotenv_files(string? outside, string url)
    {
        string? Find(string name) => name is "ENV_HOSTNAME" ? outside : null;
        var earlier = DotenvFile.Parse("base.env", "ENV_HOSTNAME=localhost\nENV_MY_URL=\"http://${ENV_HOSTNAME}\"\n", Find).Values;

        var values = DotenvFile.Parse("override.env", "ENV_HOSTNAME=dev.my-company.com\nENV_MY_URL=\"http://${ENV_HOSTNAME}\"\n", Find, earlier).Values;

        Assert.Equal([("ENV_HOSTNAME", "dev.my-company.com"), ("ENV_MY_URL", url)], values.Select(v => (v.Key, v.Value)));
    }

    // Two are refused that upstream reads: a value without a name, which no engine takes, and text after a closing quote.
    [Theory]
    [InlineData("lol$wut")]
    [InlineData("foo=\"\n a\n\"\nINVALID LINE\nzot=qix")]
    [InlineData("%!(EXTRA string)=foo")]
    [InlineData("KEY=\"")]
    [InlineData("KEY=\"value\\\"")]
    [InlineData("KEY=\"value'")]
    [InlineData("KEY='value\\'")]
    [InlineData("KEY='value\"")]
    [InlineData("=\"value\"")]
    public void Dotenv_files_that_are_refused(string text) =>
        Assert.NotEmpty(DotenvFile.Parse(".env", text, static _ => null).Problems);

    // types/types_test.go and transform/ports_test.go.
    [Theory]
    [InlineData("80", ":80/tcp")]
    [InlineData("80:8080", "80:8080/tcp")]
    [InlineData("80:8080/udp", "80:8080/udp")]
    [InlineData("80-81:8080-8081/tcp", "80:8080/tcp 81:8081/tcp")]
    [InlineData("80-80:8080/tcp", "80:8080/tcp")]
    [InlineData("1.1.1.1:80:80", "1.1.1.1 80:80/tcp")]
    [InlineData("[::1]:80:80", "::1 80:80/tcp")]
    [InlineData("::1:80:80", "::1 80:80/tcp")]
    [InlineData("9999999", null)]
    [InlineData("80/xyz", null)]
    [InlineData("tcp", null)]
    [InlineData("", null)]
    [InlineData("127.0.1:8080:80", null)]
    public void Ports(string written, string? expected)
    {
        var result = ComposeText.Web($"ports: ['{written}']");

        var ports = result is ComposeResult.Accepted ? result.Service().Ports : null;
        Assert.Equal(expected, ports is null ? null : string.Join(' ', ports.Select(p => $"{(p.HostIp is null ? "" : p.HostIp + " ")}{(p.Published > 0 ? p.Published : "")}:{p.Target}/{p.Protocol}")));
    }

    // format/volume_test.go; what is a path of Windows is refused later, as there is no such engine.
    [Theory]
    [InlineData("/path/foo", "volume||/path/foo")]
    [InlineData("./foo:/target", "bind|./foo|/target")]
    [InlineData("~/thing:/target", "bind|~/thing|/target")]
    [InlineData("../other:/target:rw", "bind|../other|/target")]
    [InlineData("name:/target:nocopy", "volume|name|/target")]
    [InlineData("name:/target:bogus", "volume|name|/target")]
    [InlineData("D:\\path:d:\\target", "bind|D:\\path|d:\\target")]
    [InlineData("C:\\source\\foo:D:\\target:ro,rprivate", "bind|C:\\source\\foo|D:\\target")]
    [InlineData("c:\\program files:d:\\s p a c e", "bind|c:\\program files|d:\\s p a c e")]
    [InlineData("\\\\.\\pipe\\docker_engine:\\\\.\\pipe\\inside", "bind|\\\\.\\pipe\\docker_engine|\\\\.\\pipe\\inside")]
    [InlineData("/tmp:/tmp/${BUG_HERE:-DEFAULT}/path", "bind|/tmp|/tmp/${BUG_HERE:-DEFAULT}/path")]
    [InlineData("/src/${SRC:-default}:/dst/${DST:-value}:slave,ro", "bind|/src/${SRC:-default}|/dst/${DST:-value}")]
    [InlineData("/tmp:/tmp/${TIME:-12:30:45}/path", "bind|/tmp|/tmp/${TIME:-12:30:45}/path")]
    [InlineData("myvolume:/data/${VAR:-${OTHER:-x}}/path", "volume|myvolume|/data/${VAR:-${OTHER:-x}}/path")]
    [InlineData("/foo:/foo:ro:foo", null)]
    [InlineData(":foo", null)]
    [InlineData("/foo::ro", null)]
    [InlineData("", null)]
    public void Volumes(string written, string? expected)
    {
        var log = new ProblemLog();
        var list = new YamlNode.List(default, [YamlNode.TextAt(default, written)]);

        var volume = ((YamlNode.List)VolumeForms.ToLong(new Value(list, "volumes", log))).Items.OfType<YamlNode.Map>().FirstOrDefault();

        Assert.Equal(expected, volume is null ? null : string.Join('|', VolumeKeys.Select(k => (volume[k] as YamlNode.Scalar)?.Text)));
    }

    // types/hostList_test.go.
    [Theory]
    [InlineData("myhost=192.168.0.1", "myhost:192.168.0.1")]
    [InlineData("myhost:[192.168.0.1]", "myhost:192.168.0.1")]
    [InlineData("anipv6host:2003:ab34:e::1", "anipv6host:2003:ab34:e::1")]
    [InlineData("anipv6host=[2003:ab34:e::1]", "anipv6host:2003:ab34:e::1")]
    [InlineData("ipv6local:::1", "ipv6local:::1")]
    [InlineData("host.docker.internal=host-gateway", "host.docker.internal:host-gateway")]
    [InlineData("foo=127.0.0.2,127.0.0.3", "foo:127.0.0.2 foo:127.0.0.3")]
    [InlineData("8000-9000:80 c=host-gateway", null)]
    [InlineData("::::1", null)]
    [InlineData("=::1", null)]
    public void Hosts(string written, string? expected)
    {
        var result = ComposeText.Web($"extra_hosts: ['{written}']");

        Assert.Equal(expected, result is ComposeResult.Accepted ? string.Join(' ', result.Service().Container.ExtraHosts) : null);
    }

    // types/bytes_test.go; a negative one only means something to keys that say so (memswap_limit).
    [Theory]
    [InlineData("655360", 655_360L)]
    [InlineData("1g", 1_073_741_824L)]
    [InlineData("512m", 536_870_912L)]
    [InlineData("0", 0L)]
    [InlineData("-1", null)]
    [InlineData("invalid", null)]
    public void Sizes(string written, long? expected) => Assert.Equal(expected, ByteSize.Parse(written));
}
