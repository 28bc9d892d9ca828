using System.ComponentModel;
using System.Diagnostics;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>Builds the images of a stack with the docker command of this machine: whoever has sources has it, with its caches, its logins and its BuildKit.</summary>
/// <param name="isQuiet">Only what goes wrong is shown.</param>
internal sealed class ImageBuild(CliEnvironment environment, bool isQuiet)
{
    private const string Tool = "docker";

    /// <summary>Those with a <c>build</c>, one after the other: what others start from comes before them.</summary>
    /// <param name="folder">The project's.</param>
    /// <returns>The images' ids (<c>sha256:…</c>), by service.</returns>
    /// <exception cref="CliException">One cannot be built; names the service.</exception>
    public async Task<IReadOnlyDictionary<string, string>> RunAsync(StackSpec stack, string folder, CancellationToken ct)
    {
        var arguments = new BuildArguments(folder, stack.Secrets.ToDictionary(s => s.Name), stack.Services.ToDictionary(s => s.Name, s => s.Container.Image));
        var ids = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in InOrder(stack.Services))
            ids[service.Name] = await BuildAsync(service.Name, service.Build!, service.Container.Image, arguments, folder, ct);

        return ids;
    }

    /// <summary>Pure. Reading has refused those that start from each other.</summary>
    internal static IReadOnlyList<ServiceSpec> InOrder(IReadOnlyList<ServiceSpec> services)
    {
        var left = services.Where(s => s.Build is not null).ToList();
        var ordered = new List<ServiceSpec>();
        while (left.Find(s => !s.Build!.AdditionalContexts.Values.Select(BuildSpec.ServiceOf).Any(n => left.Exists(o => o.Name == n))) is { } next)
        {
            left.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    private async Task<string> BuildAsync(string service, BuildSpec build, string image, BuildArguments arguments, string folder, CancellationToken ct)
    {
        var idFile = Path.GetTempFileName();
        try
        {
            var command = arguments.Of(build, image, idFile);
            var code = await DockerAsync(isQuiet ? [command[0], "--quiet", .. command.Skip(1)] : command, build, folder, ct);
            if (code != 0)
                throw new CliException(ExitCode.Error, $"The image of service '{service}' was not built: docker build ended with exit code {code}.", "What it said is above. Nothing was deployed.");
            return (await File.ReadAllTextAsync(idFile, ct)).Trim();
        }
        finally
        {
            File.Delete(idFile);
        }
    }

    private async Task<int> DockerAsync(IReadOnlyList<string> arguments, BuildSpec build, string folder, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Tool, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,

            // Ours is for the answer. What docker writes to its standard error draws on the terminal by itself.
            RedirectStandardOutput = true,
        };
        if (BuildArguments.NeedsBuildKit(build))
            start.Environment["DOCKER_BUILDKIT"] = "1";
        Process process;
        try
        {
            process = Process.Start(start) ?? throw new Win32Exception("it did not start");
        }
        catch (Win32Exception missing)
        {
            throw new CliException(ExitCode.Error, $"Images are built with the command docker, which cannot be run here: {missing.Message}", "Install docker, or build elsewhere and name the image in the file.", missing);
        }

        using (process)
        {
            try
            {
                await process.StandardInput.WriteAsync((build.DockerfileInline ?? "").AsMemory(), ct);
                process.StandardInput.Close();
                while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
                {
                    if (!isQuiet)
                        await environment.Error.WriteLineAsync(PlainText.Of(line));
                }

                await process.WaitForExitAsync(ct);
                return process.ExitCode;
            }
            catch
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }
}
