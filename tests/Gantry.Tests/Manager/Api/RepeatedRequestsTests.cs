using Gantry.Manager.Api;
using Gantry.Manager.Control;
using Gantry.Tests.Testing;
using Microsoft.AspNetCore.Http;

namespace Gantry.Tests.Manager.Api;

/// <summary>One key, one change: for ten minutes, within bounds, and also for two that come at once.</summary>
public sealed class RepeatedRequestsTests
{
    private const int MostKept = 1_000;
    private const int MostBytes = 32 << 20;

    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    private readonly ManualTime _time = new();
    private readonly RepeatedRequests _requests;
    private int _changes;

    public RepeatedRequestsTests() => _requests = new RepeatedRequests(_time);

    [Fact]
    public async Task Within_ten_minutes_the_same_answer_comes_again_and_nothing_is_done()
    {
        var first = await ChangeAsync("k");
        _time.Advance(TenMinutes);

        Assert.Same(first, await ChangeAsync("k"));
        Assert.Equal(1, _changes);
    }

    [Fact]
    public async Task After_ten_minutes_the_key_is_new()
    {
        var first = await ChangeAsync("k");
        _time.Advance(TenMinutes + TimeSpan.FromSeconds(1));

        Assert.NotSame(first, await ChangeAsync("k"));
        Assert.Equal(2, _changes);
    }

    [Fact]
    public async Task After_ten_minutes_the_key_may_stand_for_another_request()
    {
        await ChangeAsync("k", path: "/one");
        _time.Advance(TenMinutes + TimeSpan.FromSeconds(1));

        await ChangeAsync("k", path: "/two");

        Assert.Equal(2, _changes);
    }

    [Fact]
    public async Task Two_at_once_make_one_change_and_get_one_answer()
    {
        var gate = new TaskCompletionSource<ApiAnswer>();
        var first = _requests.OnceAsync(Request("k"), () => CountAsync(gate.Task));
        var second = _requests.OnceAsync(Request("k"), () => CountAsync(gate.Task));
        Assert.False(second.IsCompleted);

        gate.SetResult(new ApiAnswer(202, []));

        Assert.Same(await first, await second);
        Assert.Equal(1, _changes);
    }

    [Fact]
    public async Task When_the_first_of_two_fails_both_hear_it_and_the_key_may_try_again()
    {
        var gate = new TaskCompletionSource<ApiAnswer>();
        var first = _requests.OnceAsync(Request("k"), () => CountAsync(gate.Task));
        var second = _requests.OnceAsync(Request("k"), () => CountAsync(gate.Task));

        gate.SetException(new InvalidOperationException("full"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        await ChangeAsync("k");
        Assert.Equal(2, _changes);
    }

    [Fact]
    public async Task A_second_that_leaves_does_not_take_the_first_with_it()
    {
        var gate = new TaskCompletionSource<ApiAnswer>();
        using var leaving = new CancellationTokenSource();
        var first = _requests.OnceAsync(Request("k"), () => CountAsync(gate.Task));
        var second = _requests.OnceAsync(Request("k", client: leaving), () => CountAsync(gate.Task));

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.SetResult(new ApiAnswer(202, []));

        Assert.Equal(202, (await first).Status);
    }

    [Fact]
    public async Task Callers_have_keys_of_their_own()
    {
        await ChangeAsync("k", caller: "ann");
        await ChangeAsync("k", caller: "bob");

        Assert.Equal(2, _changes);
    }

    [Fact]
    public async Task Of_very_many_the_oldest_are_forgotten()
    {
        for (var i = 0; i <= MostKept + 1; i++)
            await ChangeAsync($"k{i}");
        var before = _changes;

        await ChangeAsync($"k{MostKept + 1}");
        Assert.Equal(before, _changes);
        await ChangeAsync("k0");

        Assert.Equal(before + 1, _changes);
    }

    [Fact]
    public async Task Of_very_large_answers_the_oldest_are_forgotten()
    {
        foreach (var key in (string[])["a", "b", "c"])
            await ChangeAsync(key, bytes: MostBytes / 2);
        var before = _changes;

        await ChangeAsync("c");
        Assert.Equal(before, _changes);
        await ChangeAsync("a");

        Assert.Equal(before + 1, _changes);
    }

    [Fact]
    public async Task An_answer_that_comes_when_its_key_is_forgotten_takes_no_room_from_others()
    {
        var gate = new TaskCompletionSource<ApiAnswer>();
        var slow = _requests.OnceAsync(Request("slow"), () => CountAsync(gate.Task));
        _time.Advance(TenMinutes + TimeSpan.FromSeconds(1));
        await ChangeAsync("other");
        gate.SetResult(new ApiAnswer(200, new byte[MostBytes + 1]));
        await slow;

        await ChangeAsync("k");
        var before = _changes;
        await ChangeAsync("k");

        Assert.Equal(before, _changes);
    }

    private Task<ApiAnswer> ChangeAsync(string key, string path = "/change", string caller = "ann", int bytes = 10) =>
        _requests.OnceAsync(Request(key, path, caller), () => CountAsync(Task.FromResult(new ApiAnswer(200, new byte[bytes]))));

    private Task<ApiAnswer> CountAsync(Task<ApiAnswer> answer)
    {
        _changes++;
        return answer;
    }

    private static ChangeRequest Request(string key, string path = "/change", string caller = "ann", CancellationTokenSource? client = null)
    {
        var http = new DefaultHttpContext { RequestAborted = client?.Token ?? CancellationToken.None };
        (http.Request.Method, http.Request.Path, http.Request.Headers["Idempotency-Key"]) = ("POST", path, key);
        http.Features.Set(new Caller(caller, Access.Write));
        return new ChangeRequest(http, ReadOnlyMemory<byte>.Empty);
    }
}
