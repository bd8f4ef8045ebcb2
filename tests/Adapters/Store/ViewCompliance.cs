using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Store;

/// <summary>What every engine's views do.</summary>
public abstract class ViewCompliance : IAsyncLifetime
{
    protected IViewStore Views { get; set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Apply_NewerVersion_Replaces()
    {
        await Views.ApplyAsync([Row("a", 1, "one")], Stop);
        await Views.ApplyAsync([Row("a", 2, "two")], Stop);
        (await BodiesAsync(new ViewRange("v", "p"))).Should().Equal("two");
    }

    [Fact]
    public async Task Apply_OlderOrSameVersion_IsIgnored()
    {
        await Views.ApplyAsync([Row("a", 2, "two")], Stop);
        await Views.ApplyAsync([Row("a", 1, "one"), Row("a", 2, "again")], Stop);
        (await BodiesAsync(new ViewRange("v", "p"))).Should().Equal("two");
    }

    [Fact]
    public async Task Remove_KeepsOlderVersionsOut()
    {
        await Views.ApplyAsync([Row("a", 1, "one")], Stop);
        await Views.ApplyAsync([new ViewChange(new ViewKey("v", "p", "a"), 3, null)], Stop);
        await Views.ApplyAsync([Row("a", 2, "late")], Stop);
        (await BodiesAsync(new ViewRange("v", "p"))).Should().BeEmpty();
        await Views.ApplyAsync([Row("a", 4, "back")], Stop);
        (await BodiesAsync(new ViewRange("v", "p"))).Should().Equal("back");
    }

    [Fact]
    public async Task Range_OfUnknownView_IsEmpty() => (await BodiesAsync(new ViewRange("none", "p"))).Should().BeEmpty();

    [Fact]
    public async Task Range_SeesItsPartitionOnly()
    {
        await Views.ApplyAsync([Row("a", 1, "mine"), new ViewChange(new ViewKey("v", "q", "a"), 1, Bytes("other"))], Stop);
        (await BodiesAsync(new ViewRange("v", "p"))).Should().Equal("mine");
    }

    [Fact]
    public async Task Range_BoundsIncludeFromAndExcludeTo()
    {
        await Views.ApplyAsync([Row("a", 1, "a"), Row("b", 1, "b"), Row("c", 1, "c")], Stop);
        (await BodiesAsync(new ViewRange("v", "p", From: "a", To: "c"))).Should().Equal("a", "b");
        (await BodiesAsync(new ViewRange("v", "p", From: "b", Descending: true))).Should().Equal("c", "b");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Range_PagesThroughEverythingOnce(bool descending)
    {
        await Views.ApplyAsync([.. Enumerable.Range(0, 25).Select(i => Row($"{i:00}", 1, $"{i:00}"))], Stop);
        var seen = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Views.RangeAsync(new ViewRange("v", "p", 10, Continuation: continuation, Descending: descending), Stop);
            page.Rows.Count.Should().BeLessThanOrEqualTo(10);
            seen.AddRange(page.Rows.Select(row => row.Sort));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        var expected = Enumerable.Range(0, 25).Select(i => $"{i:00}");
        seen.Should().Equal(descending ? expected.Reverse() : expected);
    }

    [Fact]
    public async Task Range_ExactlyOnePage_HasNoContinuation()
    {
        await Views.ApplyAsync([.. Enumerable.Range(0, 10).Select(i => Row($"{i}", 1, "x"))], Stop);
        (await Views.RangeAsync(new ViewRange("v", "p", 10), Stop)).Continuation.Should().BeNull();
    }

    private static ViewChange Row(string sort, long version, string body) => new(new ViewKey("v", "p", sort), version, Bytes(body));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private async Task<List<string>> BodiesAsync(ViewRange range) =>
        [.. (await Views.RangeAsync(range, Stop)).Rows.Select(row => Encoding.UTF8.GetString(row.Body.Span))];
}
