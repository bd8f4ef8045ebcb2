using System.Text;
using PublicServices.Infra.Sqlite;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Sqlite;

public sealed class SqliteEngineTests : IAsyncLifetime
{
    private readonly EngineFolder _folder = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public void Open_FolderInUse_SaysSo()
    {
        _folder.Open();
        FluentActions.Invoking(() => SqliteEngine.Open(
                _folder.Path, EngineFolder.Routes, TimeProvider.System, _ => { }, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance))
            .Should().Throw<InvalidOperationException>().WithMessage("*in use by another process*--Data:Folder*");
    }

    [Fact]
    public async Task Reopen_FindsEverythingThatWasCommitted()
    {
        var engine = _folder.Open();
        var stop = TestContext.Current.CancellationToken;
        for (var i = 0; i < 100; i++)
        {
            await engine.Records.CommitAsync(
                new Commit { Record = new RecordId($"reg-{i}"), ExpectedVersion = 0, State = Encoding.UTF8.GetBytes($"{i}") }, stop);
        }

        engine = await _folder.ReopenAsync();
        for (var i = 0; i < 100; i++)
        {
            var record = await engine.Records.LoadAsync(new RecordId($"reg-{i}"), stop);
            Encoding.UTF8.GetString(record!.State.Span).Should().Be($"{i}");
        }

        (await engine.CheckAsync(stop)).Should().BeEmpty();
    }

    [Fact]
    public async Task Counters_NeverRepeat_AcrossRestarts()
    {
        var stop = TestContext.Current.CancellationToken;
        var seen = new HashSet<long>();
        for (var run = 0; run < 3; run++)
        {
            var engine = await _folder.ReopenAsync();
            using var counters = new Counters(engine.Records);
            var taken = await Task.WhenAll(Enumerable.Range(0, 250).Select(_ => counters.NextAsync("dossier-g03", stop).AsTask()));
            taken.Should().OnlyContain(number => seen.Add(number));
        }
    }
}
