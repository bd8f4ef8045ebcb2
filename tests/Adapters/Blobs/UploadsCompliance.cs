using System.Buffers.Binary;
using System.Security.Cryptography;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Blobs;

/// <summary>What every quarantine does, whatever it keeps uploads in. Blocks go the way a phone sends them: by the ticket's address alone.</summary>
public abstract class UploadsCompliance
{
    private static int _made;

    protected static readonly RecordId Subject = new("reg-thpt-2027-0abc");

    protected abstract IUploads Uploads { get; }

    protected abstract DateTimeOffset Now { get; }

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Puts a block where an address says; true when it was accepted.</summary>
    protected abstract Task<bool> SendAsync(string address, int block, byte[] content);

    /// <summary>Opens an upload whose address has expired since.</summary>
    protected abstract Task<UploadTicket> OpenExpiredAsync(Upload upload);

    /// <summary>The same quarantine, a day and an hour later.</summary>
    protected abstract IUploads NextDay();

    [Theory]
    [InlineData(1)]
    [InlineData(Upload.BlockBytes - 1)]
    [InlineData(Upload.BlockBytes)]
    [InlineData(Upload.BlockBytes + 1)]
    [InlineData(8 * 1024 * 1024)]
    public async Task Blocks_OfAnySize_AreReadBackWhole(int size)
    {
        var (upload, content) = Make(size);
        var ticket = await OpenAsync(upload);
        ticket.Should().BeEquivalentTo(new { Upload = upload.Id, Upload.BlockBytes, SizeBytes = size, ReceivedBytes = 0, upload.ExpiresAt });

        for (var block = 0; block < upload.Blocks; block++)
        {
            (await Uploads.ReadAsync(upload, Stop)).Should().BeNull("nothing unfinished is read");
            (await SendAsync(ticket.Address, block, Part(upload, content, block))).Should().BeTrue();
        }

        (await Uploads.ContinueAsync(upload, Stop)).ReceivedBytes.Should().Be(size);
        (await ReadAsync(upload)).Should().Equal(content);
        (await ReadAsync(upload)).Should().Equal(content, "a completion that was cut off reads it again");
        (await Uploads.ContinueAsync(upload, Stop)).ReceivedBytes.Should().Be(size);
    }

    [Fact]
    public async Task Continue_AfterABreak_SaysWhereToGoOn()
    {
        var (upload, content) = Make((3 * Upload.BlockBytes) + 10);
        var first = await OpenAsync(upload);
        await SendAsync(first.Address, 0, Part(upload, content, 0));
        await SendAsync(first.Address, 1, Part(upload, content, 1));

        var found = await Uploads.FindAsync(Subject, upload.Id, Stop);
        found.Should().Be(upload);
        var ticket = await Uploads.ContinueAsync(found!, Stop);

        ticket.ReceivedBytes.Should().Be(2 * Upload.BlockBytes);
        await SendAsync(ticket.Address, 2, Part(upload, content, 2));
        await SendAsync(ticket.Address, 3, Part(upload, content, 3));
        (await ReadAsync(upload)).Should().Equal(content);
    }

    [Fact]
    public async Task Blocks_SentAgain_ChangeNothing()
    {
        var (upload, content) = Make(Upload.BlockBytes + 1);
        var ticket = await OpenAsync(upload);

        foreach (var block in new[] { 0, 0, 1, 0, 1 }) (await SendAsync(ticket.Address, block, Part(upload, content, block))).Should().BeTrue();

        (await ReadAsync(upload)).Should().Equal(content);
    }

    [Fact]
    public async Task Blocks_WithAGap_AreNotWhole()
    {
        var (upload, content) = Make(3 * Upload.BlockBytes);
        var ticket = await OpenAsync(upload);

        await SendAsync(ticket.Address, 1, Part(upload, content, 1));
        await SendAsync(ticket.Address, 2, Part(upload, content, 2));

        (await Uploads.ContinueAsync(upload, Stop)).ReceivedBytes.Should().Be(0);
        (await Uploads.ReadAsync(upload, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task Blocks_OfTheWrongSize_AreNotWhole()
    {
        var (upload, content) = Make(2 * Upload.BlockBytes);
        var ticket = await OpenAsync(upload);

        await SendAsync(ticket.Address, 0, content[..100]);
        await SendAsync(ticket.Address, 1, Part(upload, content, 1));

        (await Uploads.ContinueAsync(upload, Stop)).ReceivedBytes.Should().Be(0);
        (await Uploads.ReadAsync(upload, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task Address_Tampered_IsRefused()
    {
        var (upload, content) = Make(100);
        var (other, _) = Make(100);
        var ticket = await OpenAsync(upload);
        await OpenAsync(other);

        (await SendAsync(ticket.Address.Replace(upload.Id, other.Id, StringComparison.Ordinal), 0, content)).Should().BeFalse("it is signed for one upload");
        (await SendAsync(Tampered(ticket.Address), 0, content)).Should().BeFalse();
        (await Uploads.ContinueAsync(other, Stop)).ReceivedBytes.Should().Be(0);
        (await Uploads.ContinueAsync(upload, Stop)).ReceivedBytes.Should().Be(0);
    }

    [Fact]
    public async Task Address_Expired_IsRefused_AndAFreshOneWorks()
    {
        var (upload, content) = Make(100);
        var expired = await OpenExpiredAsync(upload);

        (await SendAsync(expired.Address, 0, content)).Should().BeFalse();
        var fresh = await Uploads.ContinueAsync(upload, Stop);
        fresh.AddressExpiresAt.Should().BeAfter(Now).And.BeOnOrBefore(Now.AddHours(1));
        (await SendAsync(fresh.Address, 0, content)).Should().BeTrue();
    }

    [Fact]
    public async Task Find_WhatIsNotThere_IsNull()
    {
        var (upload, _) = Make(100);
        await OpenAsync(upload);

        (await Uploads.FindAsync(new RecordId("reg-other"), upload.Id, Stop)).Should().BeNull("it is for another record");
        foreach (var id in new[] { "", "..", "../../etc/passwd", upload.Id + "x", upload.Id.ToUpperInvariant(), new string('0', 26), new string('/', 26), new string('.', 26) })
            (await Uploads.FindAsync(Subject, id, Stop)).Should().BeNull(id);
    }

    [Fact]
    public async Task Discard_Twice_LeavesNothing()
    {
        var (upload, content) = Make(100);
        var ticket = await OpenAsync(upload);
        await SendAsync(ticket.Address, 0, content);
        await ReadAsync(upload);

        await Uploads.DiscardAsync(upload, Stop);
        await Uploads.DiscardAsync(upload, Stop);

        (await Uploads.FindAsync(Subject, upload.Id, Stop)).Should().BeNull();
        (await Uploads.ReadAsync(upload, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task Open_MoreThanTheLimit_IsRefusedUntilOneIsDone()
    {
        var uploads = Enumerable.Range(0, Upload.MaxOpen).Select(_ => Make(10).Upload).ToList();
        foreach (var upload in uploads) await OpenAsync(upload);
        var (further, _) = Make(10);

        (await Uploads.OpenAsync(further, Stop)).Problem!.Code.Should().Be("FILE-016");
        (await Uploads.OpenAsync(further with { Subject = new RecordId("reg-other") }, Stop)).Problem.Should().BeNull("each record has its own");
        await Uploads.DiscardAsync(uploads[3], Stop);
        (await Uploads.OpenAsync(further, Stop)).Problem.Should().BeNull();
    }

    [Fact]
    public async Task Sweep_TheNextDay_DiscardsWhatWasNotCompleted()
    {
        var (begun, content) = Make(Upload.BlockBytes * 2);
        var ticket = await OpenAsync(begun);
        await SendAsync(ticket.Address, 0, Part(begun, content, 0));
        await Uploads.SweepAsync(Stop);
        (await Uploads.FindAsync(Subject, begun.Id, Stop)).Should().NotBeNull("it has the whole day");

        var later = NextDay();
        await later.SweepAsync(Stop);
        await later.SweepAsync(Stop);

        (await later.FindAsync(Subject, begun.Id, Stop)).Should().BeNull();
        (await later.ReadAsync(begun, Stop)).Should().BeNull();
    }

    protected (Upload Upload, byte[] Content) Make(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        // Ends in bits that are letters: ids that differ in case only are told apart.
        Span<byte> bits = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xAB, 0xCD, 0xEF];
        BinaryPrimitives.WriteInt64BigEndian(bits, (long)Interlocked.Increment(ref _made) << 16);
        var id = IdSource.Encode(bits);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        return (new Upload(id, Subject, "acc-lan", "transcript", "học bạ.jpg", "image/jpeg", size, hash, Now), content);
    }

    protected static byte[] Part(Upload upload, byte[] content, int block) =>
        content[(block * Upload.BlockBytes)..((block * Upload.BlockBytes) + upload.LengthOf(block))];

    protected static string At(string address, int block) =>
        address.Replace(UploadTicket.BlockMark, block.ToString("D8", null), StringComparison.Ordinal);

    protected async Task<UploadTicket> OpenAsync(Upload upload) => (await Uploads.OpenAsync(upload, Stop)).Value;

    private async Task<byte[]?> ReadAsync(Upload upload) => (await Uploads.ReadAsync(upload, Stop))?.ToArray();

    /// <summary>One character of the signature is another one.</summary>
    private static string Tampered(string address)
    {
        var at = address.IndexOf("sig", StringComparison.Ordinal);
        at = address.IndexOf('=', at) + 3;
        return address[..at] + (address[at] == 'a' ? 'b' : 'a') + address[(at + 1)..];
    }
}
