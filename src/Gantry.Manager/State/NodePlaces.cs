namespace Gantry.Manager.State;

/// <summary>What a new node gets of the cluster: a name and a part of the address pool that nobody else has.</summary>
internal static class NodePlaces
{
    extension(Snapshot state)
    {
        /// <summary>The hostname, or with a number behind it where the name is taken.</summary>
        public string FreeNodeName(string hostname)
        {
            var name = hostname;
            for (var number = 2; state.FindNode(name) is not null; number++)
                name = $"{hostname}-{number}";
            return name;
        }

        public int FreeNodeIndex()
        {
            var taken = state.Nodes.Select(n => n.Index).ToHashSet();
            return Enumerable.Range(0, int.MaxValue).First(i => !taken.Contains(i));
        }
    }
}
