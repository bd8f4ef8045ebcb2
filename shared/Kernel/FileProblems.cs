namespace PublicServices.Kernel;

/// <summary>Refusals of an uploaded file. Codes <c>FILE-0xx</c>.</summary>
public static class FileProblems
{
    /// <summary>There is nothing in it.</summary>
    public static readonly Problem Empty = new(
        "FILE-001",
        ProblemKind.Invalid,
        new("Tệp không có nội dung", "The file is empty"),
        new("Hãy chọn lại tệp.", "Choose the file again."));

    /// <summary>It ends too early, or its structure is broken.</summary>
    public static readonly Problem Damaged = new(
        "FILE-006",
        ProblemKind.Invalid,
        new("Tệp bị hỏng hoặc tải lên chưa trọn vẹn", "The file is damaged or was not uploaded completely"),
        new("Hãy mở thử tệp trên máy của bạn, lưu lại rồi tải lên lần nữa.",
            "Check that the file opens on your device, save it again and upload it once more."));

    /// <summary>It is encrypted, so that nobody can look at it without a password.</summary>
    public static readonly Problem PdfProtected = new(
        "FILE-009",
        ProblemKind.Invalid,
        new("Tệp PDF đang được khóa hoặc đặt mật khẩu", "The PDF is locked or protected by a password"),
        new("Hãy in tệp ra PDF mới không có mật khẩu rồi tải lên.", "Print it to a new PDF without a password and upload that."));

    /// <summary>It holds scripts, other files, or commands that start programs.</summary>
    public static readonly Problem PdfActive = new(
        "FILE-010",
        ProblemKind.Invalid,
        new("Tệp PDF có mã lệnh hoặc tệp đính kèm bên trong", "The PDF contains scripts or other files"),
        new("Hãy in tệp ra PDF mới, hoặc chụp ảnh giấy tờ rồi tải ảnh lên.",
            "Print it to a new PDF, or take a photo of the paper and upload the photo."));

    /// <summary>It can be read as two formats at once, as no honest program writes files.</summary>
    public static readonly Problem SeveralFormats = new(
        "FILE-011",
        ProblemKind.Invalid,
        new("Tệp chứa lẫn nhiều định dạng", "The file mixes several formats"),
        new("Hãy chụp lại ảnh hoặc xuất lại tệp rồi tải lên.", "Take the photo or export the file again, then upload it."));

    /// <summary>The scanner found malware in it.</summary>
    public static readonly Problem Infected = new(
        "FILE-012",
        ProblemKind.Invalid,
        new("Phát hiện mã độc trong tệp, tệp không được lưu", "Malware was found in the file, which was not kept"),
        new("Hãy quét vi-rút thiết bị của bạn, hoặc chụp lại giấy tờ rồi tải ảnh lên.",
            "Scan your device for viruses, or take a new photo of the paper and upload that."));

    /// <summary>It was opened too long ago, was discarded, or is complete already and its answer no longer known.</summary>
    public static readonly Problem UploadExpired = new(
        "FILE-014",
        ProblemKind.Closed,
        new("Lần tải lên này đã hết hạn", "This upload has expired"),
        new("Hãy chọn lại tệp và tải lên lần nữa.", "Choose the file again and upload it once more."));

    /// <summary>Blocks come in order, each of its full size, the last one of what is left.</summary>
    public static readonly Problem BlockOutOfPlace = new(
        "FILE-015",
        ProblemKind.Conflict,
        new("Phần tệp này không nối tiếp phần đã nhận", "This block does not follow what has arrived"),
        new("Hãy hỏi lại đã nhận đến đâu rồi gửi tiếp từ đó.", "Ask how much has arrived and go on from there."));

    /// <summary>The subject has as many uploads open as it may.</summary>
    public static readonly Problem TooManyUploads = new(
        "FILE-016",
        ProblemKind.TooMany,
        new("Có quá nhiều tệp đang tải lên dở", "Too many uploads are under way"),
        new($"Tối đa {Upload.MaxOpen} tệp. Hãy hoàn tất các tệp đang tải, hoặc thử lại vào ngày mai.",
            $"At most {Upload.MaxOpen}. Finish those under way, or try again tomorrow."));

    /// <summary>The content is not what was announced: the phone sent parts of two files, or they were changed on the way.</summary>
    public static readonly Problem UploadChanged = new(
        "FILE-017",
        ProblemKind.Invalid,
        new("Nội dung nhận được khác với tệp đã chọn", "What arrived is not the file that was chosen"),
        new("Hãy chọn lại tệp và tải lên lần nữa.", "Choose the file again and upload it once more."));

    /// <summary>The address of a block is forged, cut, or no longer works.</summary>
    public static readonly Problem AddressNotValid = new(
        "FILE-018",
        ProblemKind.Forbidden,
        new("Địa chỉ tải lên không còn dùng được", "This upload address does not work any more"),
        new("Hãy xin địa chỉ mới rồi gửi tiếp.", "Ask for a fresh address and go on."));

    /// <summary>The announcement itself says what cannot be: a size or hash that no file has.</summary>
    public static readonly Problem AnnouncedWrongly = new(
        "FILE-019",
        ProblemKind.Invalid,
        new("Thông tin tệp khai báo không đúng", "What was announced of the file cannot be"),
        new("Cần kích thước từ 1 byte, tên tệp, và mã SHA-256 gồm 64 ký tự nếu có.",
            "It needs a size of at least one byte, a name, and a SHA-256 of 64 characters if there is one."));

    /// <summary>Not all of it has arrived.</summary>
    /// <param name="received">Bytes that are there.</param>
    /// <param name="size">Bytes that were announced.</param>
    public static Problem UploadIncomplete(int received, int size) => new(
        "FILE-013",
        ProblemKind.Conflict,
        new("Tệp chưa tải lên xong", "The file has not arrived completely"),
        new($"Đã nhận {received} trong {size} byte. Hãy gửi tiếp phần còn lại.",
            $"{received} of {size} bytes have arrived. Send the rest."));

    /// <summary>It is larger than the rule allows.</summary>
    /// <param name="maxBytes">The rule's limit.</param>
    public static Problem TooLarge(int maxBytes) => new(
        "FILE-002",
        ProblemKind.TooLarge,
        new("Tệp quá lớn", "The file is too large"),
        new($"Dung lượng tối đa là {Size(maxBytes, ',')}.", $"The limit is {Size(maxBytes, '.')}."));

    /// <summary>It is of no type accepted here.</summary>
    /// <param name="accepted">The rule's types.</param>
    public static Problem NotAccepted(IEnumerable<FileType> accepted)
    {
        var names = string.Join(", ", accepted.Select(type => type.ToString().ToUpperInvariant()));
        return new(
            "FILE-003",
            ProblemKind.Unsupported,
            new("Loại tệp này không được chấp nhận", "This type of file is not accepted"),
            new($"Chấp nhận: {names}.", $"Accepted: {names}."));
    }

    /// <summary>It is a photo in a format that phones make and officers cannot open.</summary>
    /// <param name="name">The format's name.</param>
    public static Problem ModernPhoto(string name) => new(
        "FILE-004",
        ProblemKind.Unsupported,
        new($"Ảnh {name} chưa được chấp nhận", $"{name} photos are not accepted"),
        new("Hãy lưu ảnh dạng JPEG rồi tải lên. Trên iPhone: Cài đặt › Camera › Định dạng › Tương thích nhất; trên máy khác, ảnh chụp màn hình cũng được.",
            "Save the photo as JPEG and upload that. On an iPhone: Settings › Camera › Formats › Most Compatible; on other phones a screenshot also works."));

    /// <summary>Its name or declared type says one thing and its content another.</summary>
    /// <param name="found">What the content is.</param>
    public static Problem NotWhatItSays(FileType found)
    {
        var name = found.ToString().ToUpperInvariant();
        return new(
            "FILE-005",
            ProblemKind.Invalid,
            new("Tên tệp không khớp với nội dung", "The file's name does not match its content"),
            new($"Nội dung tệp là {name}. Hãy lưu lại tệp với đúng phần mở rộng.",
                $"Its content is {name}. Save the file again with the right extension."));
    }

    /// <summary>The image is too small to recognise anything on it.</summary>
    /// <param name="minSidePixels">The rule's shortest side.</param>
    public static Problem ImageTooSmall(int minSidePixels) => new(
        "FILE-007",
        ProblemKind.Invalid,
        new("Ảnh quá nhỏ", "The image is too small"),
        new($"Mỗi cạnh cần ít nhất {minSidePixels} điểm ảnh.", $"Each side needs at least {minSidePixels} pixels."));

    /// <summary>The image is too large to open safely.</summary>
    /// <param name="bounds">The rule's bounds.</param>
    public static Problem ImageTooLarge(ImageBounds bounds) => new(
        "FILE-008",
        ProblemKind.TooLarge,
        new("Kích thước ảnh quá lớn", "The image has too many pixels"),
        new($"Mỗi cạnh tối đa {bounds.MaxSide} điểm ảnh, tổng cộng tối đa {bounds.MaxPixels / 1_000_000} triệu điểm ảnh.",
            $"At most {bounds.MaxSide} pixels a side and {bounds.MaxPixels / 1_000_000} megapixels altogether."));

    private static string Size(int bytes, char decimalSeparator)
    {
        const int kilobyte = 1024;
        const int megabyte = 1024 * kilobyte;
        if (bytes < megabyte) return $"{bytes / kilobyte} KB";
        var tenths = bytes * 10L / megabyte;
        return tenths % 10 == 0 ? $"{tenths / 10} MB" : $"{tenths / 10}{decimalSeparator}{tenths % 10} MB";
    }
}
