using PublicServices.Infra.Sqlite;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Sqlite;

public sealed class StateCacheTests : IAsyncLifetime
{
    private readonly EngineFolder _folder = new();
    private readonly StateCache _cache = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Load_OfWhatWasJustCommitted_SharesIt_AndAfterARestartReadsIt()
    {
        var counter = new CounterState(7);
        var id = new RecordId("counter-x");
        var records = new Records<CounterState>(_folder.Open().Records, () => KernelJson.Default.CounterState);
        await records.ChangeAsync(id, null, _ => new Change<CounterState>(counter), Stop);
        (await records.LoadAsync(id, Stop)).State.Should().BeSameAs(counter);

        records = new Records<CounterState>((await _folder.ReopenAsync()).Records, () => KernelJson.Default.CounterState);
        (await records.LoadAsync(id, Stop)).State.Should().Be(counter).And.NotBeSameAs(counter);
    }

    [Fact]
    public void Find_ATooOldOne_HasOnlyItsState()
    {
        for (var i = 0; i <= StateCache.MaxKnown; i++) Put(i, bytes: 1);

        Find(0)!.Known.Should().BeNull();
        Find(0)!.State.Length.Should().Be(1);
        Find(1)!.Known.Should().Be("1.1");
        Find(StateCache.MaxKnown)!.Known.Should().Be($"{StateCache.MaxKnown}.1");
    }

    [Fact]
    public void Find_AfterMoreRecordsThanAreKept_TheOldestAreGone()
    {
        for (var i = 0; i <= StateCache.MaxRecords; i++) Put(i, bytes: 1);

        Find(0).Should().BeNull();
        Find(1).Should().NotBeNull();
    }

    [Fact]
    public void Find_AfterMoreBytesThanAreKept_TheOldestAreGoneWithWhatTheyWereWrittenFrom()
    {
        Put(0, bytes: 1);
        var oldest = Find(0)!;
        Put(1, bytes: (int)StateCache.MaxBytes);

        Find(0).Should().BeNull();
        oldest.Known.Should().BeNull("nothing may keep what was let go");
        Find(1)!.Known.Should().Be("1.1");
    }

    [Fact]
    public void Find_OneThatChanged_IsTheNewVersion_EvenWhenTheOldOneIsLetGo()
    {
        Put(0, bytes: 1);
        Put(0, bytes: 2, version: 2);
        for (var i = 1; i < StateCache.MaxRecords; i++) Put(i, bytes: 1);

        Find(0)!.Version.Should().Be(2);
    }

    private void Put(int i, int bytes, long version = 1) => _cache.Put(new RecordId($"reg-{i}"), version, new byte[bytes], $"{i}.{version}");

    private StoredRecord? Find(int i) => _cache.Find(new RecordId($"reg-{i}"));
}
