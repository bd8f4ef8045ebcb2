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
        var name = await Store.PutAsync("một lần"u8.ToArray(), Stop);
        await Store.PutAsync("một lần"u8.ToArray(), Stop);

        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Should().Equal(PathOf(name));
    }

    [Fact]
    public async Task Put_File_IsReadableByItsOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no Unix file modes.");
        var name = await Store.PutAsync("riêng tư"u8.ToArray(), Stop);

        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(PathOf(name)).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Put_Cancelled_LeavesNothing()
    {
        var put = async () => await Store.PutAsync(new byte[100], new CancellationToken(canceled: true));

        await put.Should().ThrowAsync<OperationCanceledException>();
        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task Backup_CopiesWhatIsWhole_AndNamesTheRest()
    {
        var whole = await Store.PutAsync("nguyên vẹn"u8.ToArray(), Stop);
        var damaged = await Store.PutAsync("hỏng"u8.ToArray(), Stop);
        await File.AppendAllTextAsync(PathOf(damaged), "?", Stop);
        await File.WriteAllTextAsync(Path.Combine(_folder, "unfinished", "half"), "half", Stop);
        var bytes = 0L;

        FolderBlobBackup.Copy(Path.Combine(_folder, "nowhere"), _copy, _ => { }, Stop).Should().BeEmpty();
        FolderBlobBackup.Copy(_folder, _copy, file => bytes += file, Stop).Should().Equal(PathOf(damaged));

        bytes.Should().Be("nguyên vẹn"u8.Length);
        var copy = new FolderBlobStore(new FolderBlobOptions(_copy), _clock);
        (await copy.OpenAsync(damaged, Stop)).Should().BeNull();
        await using var read = await copy.OpenAsync(whole, Stop);
        using var text = new StreamReader(read!);
        (await text.ReadToEndAsync(Stop)).Should().Be("nguyên vẹn");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(_copy, Path.GetRelativePath(_folder, PathOf(whole)))).Should().Be(File.GetUnixFileMode(PathOf(whole)));
    }

    [Fact]
    public async Task Open_DamagedOnDisk_Throws_AndPuttingItAgainHeals()
    {
        var name = await Store.PutAsync("học bạ lớp 12"u8.ToArray(), Stop);
        await File.WriteAllTextAsync(PathOf(name), "học bạ lớp 11", Stop);

        var open = async () => await Store.OpenAsync(name, Stop);
        await open.Should().ThrowAsync<InvalidDataException>();

        await Store.PutAsync("học bạ lớp 12"u8.ToArray(), Stop);
        (await ReadAsync(name)).Should().Equal("học bạ lớp 12"u8.ToArray());
    }

    [Fact]
    public async Task Open_DamagedWithoutVerification_IsHandedOut()
    {
        var name = await Store.PutAsync("a"u8.ToArray(), Stop);
        await File.WriteAllTextAsync(PathOf(name), "b", Stop);

        await using var stream = await Open(verify: false).OpenAsync(name, Stop);

        stream!.ReadByte().Should().Be('b');
    }

    [Fact]
    public async Task Reopen_KeepsBlobsAndRemovesWhatACrashLeft()
    {
        var name = await Store.PutAsync("còn đây"u8.ToArray(), Stop);
        var abandoned = Path.Combine(_folder, "unfinished", "abandoned");
        var underWay = Path.Combine(_folder, "unfinished", "under-way");
        await File.WriteAllTextAsync(abandoned, "half", Stop);
        await File.WriteAllTextAsync(underWay, "half", Stop);
        File.SetLastWriteTimeUtc(abandoned, (_clock.GetUtcNow() - FolderBlobStore.AbandonedAfter).UtcDateTime.AddSeconds(-1));
        File.SetLastWriteTimeUtc(underWay, _clock.GetUtcNow().UtcDateTime);

        var reopened = Open();

        File.Exists(abandoned).Should().BeFalse();
        File.Exists(underWay).Should().BeTrue();
        await using var stream = await reopened.OpenAsync(name, Stop);
        stream.Should().NotBeNull();
    }

    private FolderBlobStore Open(bool verify = true) => new(new FolderBlobOptions(_folder, verify), _clock);

    private string PathOf(string name) => Path.Combine(_folder, name[..2], name[2..4], name);
}
