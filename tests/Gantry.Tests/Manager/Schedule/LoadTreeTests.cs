using Gantry.Manager.Schedule;

namespace Gantry.Tests.Manager.Schedule;

public sealed class LoadTreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(100)]
    public void Finds_what_a_walk_around_the_ring_finds(int count)
    {
        var random = new Random(count);
        var tree = new LoadTree();
        tree.Reset(count);
        tree.Build();
        var keys = Enumerable.Repeat(LoadTree.None, count).ToArray();

        for (var round = 0; round < 2_000; round++)
        {
            var place = random.Next(count);
            keys[place] = random.Next(4) == 0 ? LoadTree.None : (ulong)random.Next(5);
            tree.Update(place, keys[place]);

            var start = random.Next(count);
            var least = keys.Min();
            Assert.Equal(least, tree.Least);
            if (least != LoadTree.None)
                Assert.Equal(Enumerable.Range(0, count).Select(i => (start + i) % count).First(i => keys[i] == least), tree.FirstLeast(start));
        }
    }

    [Fact]
    public void A_smaller_ring_forgets_what_a_larger_one_held()
    {
        var tree = new LoadTree();
        tree.Reset(64);
        for (var i = 0; i < 64; i++)
            tree.SetLeaf(i, 1);
        tree.Build();

        tree.Reset(3);
        tree.SetLeaf(2, 9);
        tree.Build();

        Assert.Equal(9UL, tree.Least);
        Assert.Equal(2, tree.FirstLeast(0));
    }
}
