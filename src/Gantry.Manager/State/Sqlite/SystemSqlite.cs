using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Gantry.Manager.State.Sqlite;

/// <summary>SQLite as the system has it: security fixes come with the system's updates, not with ours.</summary>
internal static class SystemSqlite
{
    private const string LibraryName = "libsqlite3.so.0";

    private static readonly Lazy<bool> Loaded = new(Load);

    /// <exception cref="StoreRefusedException">The system has no SQLite.</exception>
    public static void EnsureLoaded() => _ = Loaded.Value;

    private static bool Load()
    {
        var provider = typeof(SQLite3Provider_e_sqlite3).Assembly;
        NativeLibrary.SetDllImportResolver(provider, (_, _, _) => NativeLibrary.Load(LibraryName, Assembly.GetExecutingAssembly(), null));
        try
        {
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            return true;
        }
        catch (DllNotFoundException missing)
        {
            throw new StoreRefusedException($"{LibraryName} is not on this machine. Install it: apt-get install libsqlite3-0.", missing);
        }
    }
}
