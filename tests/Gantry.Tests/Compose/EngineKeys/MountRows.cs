namespace Gantry.Tests.Compose.EngineKeys;

/// <summary>What is mounted into a container, and the volumes that are made for it.</summary>
internal static class MountRows
{
    public static readonly IReadOnlyList<EngineRow> All =
    [
        new("volumes", "main", "volumes: ['data:/data:ro,z', './made:/made']\nFILE volumes: {data: }", "$ touch /data/x; ls /made", "touch: /data/x: Read-only file system\nwitness"),
        new("volumes", "main", "volumes: ['data:/again:ro,z']", "{{range .Mounts}}{{if eq .Destination \"/again\"}}{{.Name}} {{.Mode}}{{end}}{{end}}", "@STACK_data ro,z"),
        new("volumes", "main", "volumes: ['/unnamed']", "{{range .Mounts}}{{if eq .Destination \"/unnamed\"}}{{.Type}} {{.RW}} {{len .Name}}{{end}}{{end}}", "volume true 64"),
        new("volumes[].type volumes[].source volumes[].target volumes[].read_only", "main", "volumes: [{type: bind, source: ./made, target: /long, read_only: true}]", "$ touch /long/x; ls /long", "touch: /long/x: Read-only file system\nwitness"),
        new("volumes[].bind.create_host_path", "main", "volumes: [{type: bind, source: ./absent, target: /absent, bind: {create_host_path: true}}]", "! stat -c %F @FOLDER/absent", "directory"),
        new("volumes[].bind.propagation", "main", "volumes: [{type: bind, source: ./made, target: /private, bind: {propagation: private}}]", "{{range .Mounts}}{{if eq .Destination \"/private\"}}{{.Propagation}}{{end}}{{end}}", "private"),
        new("volumes[].bind.recursive", "main", "volumes: [{type: bind, source: ./made, target: /flat, bind: {recursive: disabled, create_host_path: false}}]", "{{range .HostConfig.Mounts}}{{if eq .Target \"/flat\"}}{{.BindOptions.NonRecursive}}{{end}}{{end}}", "true"),
        new("volumes[].bind.selinux", "main", "volumes: [{type: bind, source: ./made, target: /labelled, bind: {selinux: Z}}]", "{{range .Mounts}}{{if eq .Destination \"/labelled\"}}{{.Mode}}{{end}}{{end}}", "rw,Z"),
        new("volumes[].volume.nocopy", "main", "volumes: [{type: volume, source: bare, target: /bare, volume: {nocopy: true}}]\nFILE volumes: {bare: }", "{{range .HostConfig.Mounts}}{{if eq .Target \"/bare\"}}{{.VolumeOptions.NoCopy}}{{end}}{{end}}", "true"),
        new("volumes[].volume.labels", "main", "volumes: [{type: volume, target: /anonymous, volume: {labels: {kind: scratch}}}]", "! docker volume inspect -f '{{.Labels.kind}}' $(docker inspect -f '{{range .Mounts}}{{if eq .Destination \"/anonymous\"}}{{.Name}}{{end}}{{end}}' $C)", "scratch"),
        new("volumes[].tmpfs.size volumes[].tmpfs.mode", "main", "volumes: [{type: tmpfs, target: /scratch, tmpfs: {size: 1m, mode: 01770}}]", "$ df -k /scratch | awk 'END {print $2}'; stat -c '%a %u' /scratch", "1024\n1770 0"),
        new("tmpfs", "main", "tmpfs: '/run/app:size=2m,mode=0750,uid=5,noexec'", "$ df -k /run/app | awk 'END {print $2}'; stat -c '%a %u' /run/app; grep -c '/run/app tmpfs .*noexec' /proc/mounts", "2048\n750 5\n1"),
        new("volumes_from", "host", "volumes_from: ['peer:ro']\nFILE services: {peer: {volumes: ['./made:/of-peer']}}", "$ ls /of-peer; touch /of-peer/x", "witness\ntouch: /of-peer/x: Read-only file system"),
        new("^volumes.*.driver ^volumes.*.driver_opts", "open", "volumes: ['small:/small']\nFILE volumes: {small: {driver: local, driver_opts: {type: tmpfs, device: tmpfs, o: size=1m}}}", "$ df -k /small | awk 'END {print $2}'", "1024"),
        new("^volumes.*.name ^volumes.*.labels", "open", "volumes: ['named:/named']\nFILE volumes: {named: {name: @STACK-own, labels: {tier: gold}}}", "! docker volume inspect -f '{{.Labels.tier}}' @STACK-own", "gold"),
        new("^volumes.*.external", "open", "volumes: ['there:/there']\nFILE volumes: {there: {name: @STACK-there, external: true}}", "{{range .Mounts}}{{if eq .Destination \"/there\"}}{{.Name}}{{end}}{{end}}", "@STACK-there"),
    ];
}
