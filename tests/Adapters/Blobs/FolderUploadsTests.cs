using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.Blobs;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Blobs;

public sealed class FolderUploadsTests : UploadsCompliance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uploads-").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2027, 4, 28, 10, 0, 0, TimeSpan.Zero));
    private readonly FolderUploads _uploads;

    public FolderUploadsTests() => _uploads = Open();

    protected override IUploads Uploads => _uploads;

    protected override DateTimeOffset Now => _clock.GetUtcNow();

    public void Dispose()
    {
        _uploads.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Put_OutOfPlace_SaysSo()
    {
        var (upload, content) = Make((2 * Upload.BlockBytes) + 5);
        var ticket = await OpenAsync(upload);

        foreach (var (block, length) in new[] { (1, Upload.BlockBytes), (0, 5), (0, 0), (2, 5), (3, 5), (int.MaxValue, 5) })
            (await PutAsync(ticket, block, content[..length])).Problem!.Code.Should().Be("FILE-015", "block {0} of {1}", block, length);
        (await PutAsync(ticket, 0, Part(upload, content, 0))).Value.Should().Be(Upload.BlockBytes);
        (await PutAsync(ticket, 1, Part(upload, content, 1))).Value.Should().Be(2 * Upload.BlockBytes);
        (await PutAsync(ticket, 0, Part(upload, content, 0))).Value.Should().Be(2 * Upload.BlockBytes);
    }

    [Fact]
    public async Task Put_AfterTheUploadIsGone_SaysSo()
    {
        var (upload, content) = Make(100);
        var ticket = await OpenAsync(upload);
        await _uploads.DiscardAsync(upload, Stop);

        (await PutAsync(ticket, 0, content)).Problem!.Code.Should().Be("FILE-014");
    }

    [Fact]
    public async Task Reopen_AfterACrashInABlock_GoesOnAtThatBlock()
    {
        var (upload, content) = Make(3 * Upload.BlockBytes);
        var ticket = await OpenAsync(upload);
        await PutAsync(ticket, 0, Part(upload, content, 0));
        await File.AppendAllTextAsync(Path.Combine(_folder, Subject.Value, upload.Id + ".part"), "half a block", Stop);

        using var reopened = Open();
        (await reopened.ContinueAsync(upload, Stop)).ReceivedBytes.Should().Be(Upload.BlockBytes);
        await PutAsync(ticket, 1, Part(upload, content, 1));
        await PutAsync(ticket, 2, Part(upload, content, 2));

        (await reopened.ReadAsync(upload, Stop))!.Value.ToArray().Should().Equal(content);
    }

    [Fact]
    public async Task Open_OverAllItMayHold_IsBusy_AndCountsWhatACrashLeft()
    {
        using var small = Open(maxBytes: 250);
        var (first, _) = Make(100);
        var (second, _) = Make(100);
        await small.OpenAsync(first, Stop);
        await small.OpenAsync(second, Stop);

        await FluentActions.Awaiting(async () => await small.OpenAsync(Make(100).Upload, Stop)).Should().ThrowAsync<EngineBusyException>();
        using var reopened = Open(maxBytes: 250);
        await FluentActions.Awaiting(async () => await reopened.OpenAsync(Make(100).Upload, Stop)).Should().ThrowAsync<EngineBusyException>();
        await reopened.DiscardAsync(first, Stop);
        await reopened.DiscardAsync(first, Stop);
        (await reopened.OpenAsync(Make(100).Upload, Stop)).Problem.Should().BeNull();
        await FluentActions.Awaiting(async () => await reopened.OpenAsync(Make(100).Upload, Stop)).Should().ThrowAsync<EngineBusyException>();
    }

    [Fact]
    public async Task Sweep_WhatACrashLeft_IsRemovedOnceItIsOld()
    {
        var (upload, _) = Make(100);
        await OpenAsync(upload);
        var folder = Path.Combine(_folder, Subject.Value);
        string[] left = [Path.Combine(folder, "orphan.part"), Path.Combine(folder, "broken.json"), Path.Combine(folder, "torn.json.new")];
        foreach (var path in left)
        {
            await File.WriteAllTextAsync(path, "{", Stop);
            File.SetLastWriteTimeUtc(path, Now.UtcDateTime - Upload.Lifetime);
        }

        await _uploads.SweepAsync(Stop);
        left.Should().OnlyContain(path => File.Exists(path));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _uploads.SweepAsync(Stop);

        Directory.EnumerateFiles(folder).Should().Equal(Path.Combine(folder, upload.Id + ".json"));
        _clock.Advance(Upload.Lifetime);
        await _uploads.SweepAsync(Stop);
        Directory.EnumerateFileSystemEntries(_folder).Should().BeEmpty();
    }

    [Fact]
    public async Task Blocks_OfManyUploadsAtOnce_AreAllWhole()
    {
        var all = Enumerable.Range(0, Upload.MaxOpen).Select(i => Make((4 * Upload.BlockBytes) + i)).ToList();

        await Task.WhenAll(all.Select(one => Task.Run(
            async () =>
            {
                var ticket = await OpenAsync(one.Upload);
                for (var block = 0; block < one.Upload.Blocks; block++) await PutAsync(ticket, block, Part(one.Upload, one.Content, block));
            },
            Stop)));

        foreach (var (upload, content) in all) (await _uploads.ReadAsync(upload, Stop))!.Value.ToArray().Should().Equal(content);
    }

    protected override async Task<bool> SendAsync(string address, int block, byte[] content) =>
        (await _uploads.PutAsync(Read(At(address, block)), content, Stop)).Problem is null;

    protected override async Task<UploadTicket> OpenExpiredAsync(Upload upload)
    {
        var ticket = await OpenAsync(upload);
        _clock.Advance(ticket.AddressExpiresAt - Now);
        return ticket;
    }

    protected override IUploads NextDay()
    {
        _clock.Advance(TimeSpan.FromHours(25));
        return _uploads;
    }

    private static BlockAddress Read(string address)
    {
        var uri = new Uri(new Uri("http://here"), address);
        var query = uri.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new BlockAddress(
            uri.Segments[2].TrimEnd('/'),
            uri.Segments[3].TrimEnd('/'),
            int.Parse(uri.Segments[4], CultureInfo.InvariantCulture),
            long.Parse(query["expires"], CultureInfo.InvariantCulture),
            query["signature"]);
    }

    private ValueTask<Result<int>> PutAsync(UploadTicket ticket, int block, byte[] content) =>
        _uploads.PutAsync(Read(At(ticket.Address, 0)) with { Block = block }, content, Stop);

    private FolderUploads Open(long maxBytes = long.MaxValue) =>
        new(new FolderUploadOptions(_folder, maxBytes), new KeyedHash(new byte[32]), _clock);
}
