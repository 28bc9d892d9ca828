using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>The keys of <c>blkio_config</c>.</summary>
internal static class BlockIoKeys
{
    private const int LeastWeight = 10;
    private const int MostWeight = 1000;

    public static readonly KeyTable<Draft<BlockIoWeight>> Weight = new(
        "services.*.blkio_config.weight_device[]",
        new Dictionary<string, Action<Draft<BlockIoWeight>, Value>>
        {
            ["path"] = static (d, v) => d.Value = d.Value with { Path = v.Word() ?? "" },
            ["weight"] = static (d, v) => d.Value = d.Value with { Weight = ReadWeight(v) },
        });

    public static readonly KeyTable<Draft<BlockIoRate>> ReadBytes = RateTable("device_read_bps", static v => v.Bytes());

    public static readonly KeyTable<Draft<BlockIoRate>> ReadOperations = RateTable("device_read_iops", static v => v.Long());

    public static readonly KeyTable<Draft<BlockIoRate>> WriteBytes = RateTable("device_write_bps", static v => v.Bytes());

    public static readonly KeyTable<Draft<BlockIoRate>> WriteOperations = RateTable("device_write_iops", static v => v.Long());

    public static readonly KeyTable<Draft<BlockIo>> Table = new(
        "services.*.blkio_config",
        new Dictionary<string, Action<Draft<BlockIo>, Value>>
        {
            ["device_read_bps"] = static (d, v) => d.Value = d.Value with { ReadBytes = ReadRates(v, ReadBytes) },
            ["device_read_iops"] = static (d, v) => d.Value = d.Value with { ReadOperations = ReadRates(v, ReadOperations) },
            ["device_write_bps"] = static (d, v) => d.Value = d.Value with { WriteBytes = ReadRates(v, WriteBytes) },
            ["device_write_iops"] = static (d, v) => d.Value = d.Value with { WriteOperations = ReadRates(v, WriteOperations) },
            ["weight"] = static (d, v) => d.Value = d.Value with { Weight = ReadWeight(v) },
            ["weight_device"] = static (d, v) => d.Value = d.Value with { WeightDevices = ReadEach(v, Weight, new BlockIoWeight("", 0), static w => w.Path) },
        });

    /// <returns>Null when it says nothing.</returns>
    public static BlockIo? Read(Value value)
    {
        var draft = new Draft<BlockIo>(new BlockIo());
        Table.Read(value, draft);
        var io = draft.Value;
        var lists = io.WeightDevices.Count + io.ReadBytes.Count + io.ReadOperations.Count + io.WriteBytes.Count + io.WriteOperations.Count;
        return io.Weight + lists == 0 ? null : io;
    }

    private static KeyTable<Draft<BlockIoRate>> RateTable(string key, Func<Value, long?> rate) => new(
        $"services.*.blkio_config.{key}[]",
        new Dictionary<string, Action<Draft<BlockIoRate>, Value>>
        {
            ["path"] = static (d, v) => d.Value = d.Value with { Path = v.Word() ?? "" },
            ["rate"] = (d, v) => d.Value = d.Value with { PerSecond = rate(v) ?? 0 },
        });

    private static List<T> ReadEach<T>(Value value, KeyTable<Draft<T>> table, T empty, Func<T, string> pathOf)
    {
        var all = new List<T>();
        foreach (var item in value.Items())
        {
            var draft = new Draft<T>(empty);
            table.Read(item, draft);
            if (pathOf(draft.Value).Length == 0)
                item.Error("bad_device", $"{item.Path} has no path.", "Add `path:` with the device on the node.");
            all.Add(draft.Value);
        }

        return all;
    }

    private static List<BlockIoRate> ReadRates(Value value, KeyTable<Draft<BlockIoRate>> table) =>
        ReadEach(value, table, new BlockIoRate("", 0), static r => r.Path);

    private static int ReadWeight(Value value)
    {
        var weight = value.Int() ?? 0;
        if (weight is 0 or (>= LeastWeight and <= MostWeight))
            return weight;
        value.Error("bad_number", $"{value.Path} must be from {LeastWeight} to {MostWeight}, but it is {value.Shown}.");
        return 0;
    }
}
