using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.Blobs;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Blobs;

public sealed class FolderBlobStoreTests : BlobStoreCompliance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("blobs-").FullName;
    private readonly string _copy = Directory.CreateTempSubdirectory("blobs-copy-").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2027, 4, 28, 10, 0, 0, TimeSpan.Zero));

    public FolderBlobStoreTests() => Store = Open();

    protected override IBlobStore Store { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_copy, recursive: true);
    }

    [Fact]
    public async Task Put_Twice_LeavesOneFileAndNothingUnfinished()
    {
        var name = await Store.PutAsync(Owner, "một lần"u8.ToArray(), Stop);
        await Store.PutAsync(Owner, "một lần"u8.ToArray(), Stop);

        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Should().ContainSingle().Which.Should().EndWith(Path.Combine(Owner.Value, name));
    }

    [Fact]
    public async Task Put_File_IsReadableByItsOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no Unix file modes.");
        var name = await Store.PutAsync(Owner, "riêng tư"u8.ToArray(), Stop);

        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(PathOf(name)).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Put_Cancelled_LeavesNothing()
    {
        var put = async () => await Store.PutAsync(Owner, new byte[100], new CancellationToken(canceled: true));

        await put.Should().ThrowAsync<OperationCanceledException>();
        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task Backup_CopiesWhatIsWhole_AndNamesTheRest()
    {
        var whole = await Store.PutAsync(Owner, "nguyên vẹn"u8.ToArray(), Stop);
        var damaged = await Store.PutAsync(Owner, "hỏng"u8.ToArray(), Stop);
        await File.AppendAllTextAsync(PathOf(damaged), "?", Stop);
        await File.WriteAllTextAsync(Path.Combine(_folder, "unfinished", "half"), "half", Stop);
        var bytes = 0L;

        FolderBlobBackup.Copy(Path.Combine(_folder, "nowhere"), _copy, _ => { }, Stop).Should().BeEmpty();
        FolderBlobBackup.Copy(_folder, _copy, file => bytes += file, Stop).Should().Equal(PathOf(damaged));

        bytes.Should().Be("nguyên vẹn"u8.Length);
        var copy = new FolderBlobStore(new FolderBlobOptions(_copy), _clock);
        (await copy.OpenAsync(Owner, damaged, Stop)).Should().BeNull();
        await using var read = await copy.OpenAsync(Owner, whole, Stop);
        using var text = new StreamReader(read!);
        (await text.ReadToEndAsync(Stop)).Should().Be("nguyên vẹn");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(_copy, Path.GetRelativePath(_folder, PathOf(whole)))).Should().Be(File.GetUnixFileMode(PathOf(whole)));
    }

    [Fact]
    public async Task Open_DamagedOnDisk_Throws_AndPuttingItAgainHeals()
    {
        var name = await Store.PutAsync(Owner, "học bạ lớp 12"u8.ToArray(), Stop);
        await File.WriteAllTextAsync(PathOf(name), "học bạ lớp 11", Stop);

        var open = async () => await Store.OpenAsync(Owner, name, Stop);
        await open.Should().ThrowAsync<InvalidDataException>();

        await Store.PutAsync(Owner, "học bạ lớp 12"u8.ToArray(), Stop);
        (await ReadAsync(name)).Should().Equal("học bạ lớp 12"u8.ToArray());
    }

    [Fact]
    public async Task Open_DamagedWithoutVerification_IsHandedOut()
    {
        var name = await Store.PutAsync(Owner, "a"u8.ToArray(), Stop);
        await File.WriteAllTextAsync(PathOf(name), "b", Stop);

        await using var stream = await Open(verify: false).OpenAsync(Owner, name, Stop);

        stream!.ReadByte().Should().Be('b');
    }

    [Fact]
    public async Task Reopen_KeepsBlobsAndRemovesWhatACrashLeft()
    {
        var name = await Store.PutAsync(Owner, "còn đây"u8.ToArray(), Stop);
        var abandoned = Path.Combine(_folder, "unfinished", "abandoned");
        var underWay = Path.Combine(_folder, "unfinished", "under-way");
        await File.WriteAllTextAsync(abandoned, "half", Stop);
        await File.WriteAllTextAsync(underWay, "half", Stop);
        File.SetLastWriteTimeUtc(abandoned, (_clock.GetUtcNow() - FolderBlobStore.AbandonedAfter).UtcDateTime.AddSeconds(-1));
        File.SetLastWriteTimeUtc(underWay, _clock.GetUtcNow().UtcDateTime);

        var reopened = Open();

        File.Exists(abandoned).Should().BeFalse();
        File.Exists(underWay).Should().BeTrue();
        await using var stream = await reopened.OpenAsync(Owner, name, Stop);
        stream.Should().NotBeNull();
    }

    [Fact]
    public async Task Open_StoredBeforeBlobsHadOwners_IsFoundForAnyOwner_AndGoesWithNone()
    {
        var name = await Store.PutAsync(Owner, "từ trước"u8.ToArray(), Stop);
        var former = Path.Combine(_folder, name[..2], name[2..4], name);
        Directory.CreateDirectory(Path.GetDirectoryName(former)!);
        File.Move(PathOf(name), former);

        await Store.EraseAsync(Owner, Stop);

        (await ReadAsync(name)).Should().Equal("từ trước"u8.ToArray());
        FolderBlobBackup.Copy(_folder, _copy, _ => { }, Stop).Should().BeEmpty();
        await using var copied = await new FolderBlobStore(new FolderBlobOptions(_copy), _clock).OpenAsync(Owner, name, Stop);
        copied.Should().NotBeNull();
    }

    [Fact]
    public async Task Backup_OfAFileThatIsErasedMeanwhile_GoesOn()
    {
        RecordId[] owners = [.. Enumerable.Range(0, 40).Select(i => new RecordId($"reg-{i}"))];
        foreach (var owner in owners) await Store.PutAsync(owner, "ảnh"u8.ToArray(), Stop);
        var copied = 0;

        var damaged = FolderBlobBackup.Copy(_folder, _copy, _ => EraseAll(++copied), Stop);

        damaged.Should().BeEmpty();
        copied.Should().Be(1, "all others were gone");

        void EraseAll(int copies)
        {
            if (copies != 1) return;
            foreach (var owner in owners) Store.EraseAsync(owner, Stop).AsTask().GetAwaiter().GetResult();
        }
    }

    private FolderBlobStore Open(bool verify = true) => new(new FolderBlobOptions(_folder, verify), _clock);

    private string PathOf(string name) => Directory.EnumerateFiles(_folder, name, SearchOption.AllDirectories).Single();
}
