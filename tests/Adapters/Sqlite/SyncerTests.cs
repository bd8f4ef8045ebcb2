using PublicServices.Infra.Sqlite;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Sqlite;

/// <summary>Nobody hears of a commit, and nobody acts on one, before it is durable.</summary>
public sealed class SyncerTests : IDisposable
{
    private readonly SemaphoreSlim _disk = new(0);
    private readonly SemaphoreSlim _asked = new(0);
    private readonly List<Exception> _broke = [];
    private readonly Syncer _syncer;
    private Exception? _fault;
    private int _flushes;

    public SyncerTests() => _syncer = new Syncer(Flush, _broke.Add);

    [Fact]
    public async Task Take_TellsOnlyAfterTheDisk_AndInOrder()
    {
        var told = new List<int>();
        var operations = Enumerable.Range(0, 5).Select(i => new Told(() => told.Add(i))).ToList();
        _syncer.Begin();
        _syncer.Take(operations, isDirty: true);
        await DiskIsAskedAsync();
        told.Should().BeEmpty("the disk has not answered");

        _disk.Release();
        await operations[^1].Done;
        told.Should().Equal(0, 1, 2, 3, 4);
    }

    [Fact]
    public async Task DurableAsync_WaitsForWhatMayBeVisible_AndForNothingElse()
    {
        _syncer.DurableAsync().IsCompletedSuccessfully.Should().BeTrue("nothing was written");
        _syncer.Begin();
        var early = _syncer.DurableAsync();
        _syncer.Take([new Told()], isDirty: true);
        early.IsCompleted.Should().BeFalse("the commit began before it was asked");

        _disk.Release();
        await early.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        _syncer.DurableAsync().IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task Take_WhileTheDiskIsBusy_SharesTheNextSync()
    {
        _syncer.Begin();
        _syncer.Take([new Told()], isDirty: true);
        await DiskIsAskedAsync();
        var later = Enumerable.Range(0, 3).Select(_ => new Told()).ToList();
        foreach (var one in later)
        {
            _syncer.Begin();
            _syncer.Take([one], isDirty: true);
        }

        _disk.Release(2);
        foreach (var one in later) await one.Done;
        _flushes.Should().Be(2);
    }

    [Fact]
    public async Task Take_OfWhatWroteNothing_NeedsNoDisk()
    {
        var read = new Told();
        _syncer.Begin();
        _syncer.Take([read], isDirty: false);
        await read.Done;
        _flushes.Should().Be(0);
    }

    [Fact]
    public async Task ADiskThatFails_PromisesNothingEverAgain()
    {
        _fault = new IOException("No space left on device");
        var (first, second) = (new Told(), new Told());
        _syncer.Begin();
        _syncer.Take([first], isDirty: true);
        var reader = _syncer.DurableAsync();
        _disk.Release();

        (await FluentActions.Awaiting(() => first.Done).Should().ThrowAsync<EngineBusyException>()).WithMessage("*No space left*");
        await FluentActions.Awaiting(() => reader).Should().ThrowAsync<EngineBusyException>();
        _broke.Should().ContainSingle();

        _fault = null;
        _syncer.Begin();
        _syncer.Take([second], isDirty: true);
        await FluentActions.Awaiting(() => second.Done).Should().ThrowAsync<EngineBusyException>();
        await FluentActions.Awaiting(() => _syncer.DurableAsync()).Should().ThrowAsync<EngineBusyException>();
    }

    [Fact]
    public async Task AnOperationThatFailedAlone_IsToldSo_AfterThoseBefore()
    {
        var told = new List<int>();
        var (good, bad) = (new Told(() => told.Add(1)), new Told { Fault = new InvalidOperationException("alone") });
        _syncer.Begin();
        _syncer.Take([good], isDirty: true);
        _syncer.Take([bad], isDirty: false);
        bad.Done.IsCompleted.Should().BeFalse();
        _disk.Release();
        await FluentActions.Awaiting(() => bad.Done).Should().ThrowAsync<InvalidOperationException>();
        told.Should().Equal(1);
    }

    public void Dispose()
    {
        _disk.Release(100);
        _syncer.Dispose();
        _disk.Dispose();
        _asked.Dispose();
    }

    /// <summary>From here on the disk is busy, until the test releases it.</summary>
    private async Task DiskIsAskedAsync() =>
        (await _asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Should().BeTrue("what was written is made durable");

    private void Flush()
    {
        _flushes++;
        _asked.Release();
        _disk.Wait();
        if (_fault is not null) throw _fault;
    }

    private sealed class Told(Action? told = null) : WriteOperation<bool>
    {
        public override void Execute(WriterTables tables)
        {
        }

        protected override void Committed()
        {
            told?.Invoke();
            base.Committed();
        }
    }
}
