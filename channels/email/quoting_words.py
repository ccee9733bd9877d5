"""The words mail clients put around a quoted mail, by language. Data only.

English, German, French, Italian, Spanish, Portuguese, Dutch, Swedish, Danish, Norwegian, Finnish,
Polish, Czech, Slovak, Hungarian, Romanian, Croatian, Slovenian, Russian, Ukrainian, Bulgarian,
Greek, Turkish, Hebrew, Arabic, Vietnamese, Indonesian, Thai, Japanese, Korean, Chinese (both
scripts), Catalan, Estonian, Latvian, Lithuanian.
"""

from channels.email.phrases import phrases

# Where `html_to_text` found the start of a quoted mail; a private-use character, so that no mail's
# own words can be taken for it.
REPLY_MARK = "\ue0f1"

# Labels of a quoted header block; compared in lower case without blanks.
FIELD_LABELS = {
    "from": """
        from von de da van från fra lähettäjä od feladó la expediteur expéditeur от кого від από
        kimden gönderen מאת من từ dari จาก 差出人 送信者 보낸사람 보낸이 发件人 發件人 寄件者
        寄件人 发信人 發信人 remitente mittente remetente afzender avsändare afsender avsender
        nadawca dela откого daripada 발신 발신자 從 发件者 nork odesílatel odosielateľ saatja no
        nuo pošiljatelj šalje
    """,
    "sent": """
        sent date gesendet datum am envoyé envoyéle messagedu inviato data enviado fecha enviadael
        enviadoel enviadaem enviadoem verzonden verzondenop skickat skickades sendt dato sendtden
        lähetetty päiväys päivämäärä wysłano wysłane odesláno odoslané elküldve küldve
        küldésdátuma dátum trimis trimisla poslano poslato датаотправки отправлено дата надіслано
        изпратено ημερομηνία στάλθηκε αποστολή gönderildi gönderilmetarihi tarih נשלח תאריך
        التاريخ تاريخالإرسال أُرسلت ngày đãgửi tanggal dikirim terkirim วันที่ ส่ง 送信日時 送信日
        日付 日時 보낸날짜 날짜 보낸시간 发送时间 發送時間 已发送 已傳送 发送日期 發送日期
        发件时间 发件日期 寄件日期 日期 时间 時間 傳送時間 发信时间 saadetud تمالإرسال dihantar
        bidalia kuupäev nosūtīts datums išsiųsta sendtime sentat senton dateofsending enviat
    """,
    "to": """
        to an à a para aan till til vastaanottaja do komu címzett către za prima кому до προς kime
        alıcı אל إلى đến kepada ถึง 宛先 받는사람 받는이 收件人 收件者 收信人 empfänger tới untuk
        수신 수신자 至 nori adressaat pera catre destinataire destinatario destinatário mottagare
        modtager mottaker odbiorca saaja kam per
    """,
    "cc": """
        cc kopie copie copieà copia kopia kopi kopio dw udv udw kópia másolatotkap másolat копия
        копія κοιν κοινοποίηση bilgi עותק نسخة سمته tembusan สำเนา 참조 抄送 抄送人 副本
        カーボンコピー bcc 密送 密件副本 ccn cci reply-to antwortan répondreà 回复 回复地址 組織
        organization importance priority wichtigkeit attachments anlagen 附件 sensitivity priorità
    """,
    "subject": """
        tiêuđề tajuk gaia subject betreff objet oggetto asunto assunto onderwerp ämne emne aihe
        temat předmět predmet tárgy subiect naslov zadeva тема относно θέμα konu נושא الموضوع
        chủđề subjek perihal เรื่อง 件名 제목 主题 主題 主旨 标题 標題 sujet titel assumpte teema
        temats tema re
    """,
}

# Between dashes, above a quoted mail: "-----Original Message-----".
ORIGINAL_MESSAGE = phrases("""
    original message, original, original email, original mail, reply message, replied message,
    quoted message, forwarded by author, ursprüngliche nachricht, urspruengliche nachricht,
    ursprungliche nachricht, originalnachricht, original-nachricht, antwort nachricht,
    originale nachricht, message d'origine, message d’origine, message original, message initial,
    messaggio originale, messaggio originario, mensaje original, mensaje origen,
    mensagem original, mensagem de origem, oorspronkelijk bericht, oorspronkelijke bericht,
    origineel bericht, ursprungligt meddelande, originalmeddelande, oprindelig meddelelse,
    oprindelig besked, opprinnelig melding, original melding, alkuperäinen viesti,
    oryginalna wiadomość, wiadomość oryginalna, treść oryginalnej wiadomości, původní zpráva,
    puvodni zprava, původní e-mail, pôvodná správa, eredeti üzenet, mesaj original,
    izvorna poruka, originalna poruka, izvirno sporočilo, исходное сообщение,
    оригинальное сообщение, первоначальное сообщение, пересланное сообщение автора,
    оригінальне повідомлення, вихідне повідомлення, αρχικό μήνυμα, orijinal mesaj, özgün ileti,
    orijinal ileti, הודעה מקורית, الرسالة الأصلية, thư gốc, tin nhắn gốc, pesan asli,
    ข้อความต้นฉบับ, 元のメッセージ, 元のメール, 원본 메시지, 원본 메일, original mesajı,
    missatge original, originaalkiri, 원문, 原始邮件, 原始郵件, 邮件原件, 郵件原件, 原邮件,
    原郵件, 原始邮件信息, 原邮件信息, 原始信息, 原始消息, 原始訊息, 原信, 回复的原邮件,
    回覆的原郵件, 回复邮件, 来信, 原始郵件內容, 原始邮件内容, 引用邮件, 邮件原文
""")

# A forwarded mail is content: nothing below such a line is hidden.
FORWARDED_MESSAGE = phrases("""
    forwarded message, forwarded by, begin forwarded message, forwarded,
    start of forwarded message, weitergeleitete nachricht, anfang der weitergeleiteten nachricht,
    message transféré, message transmis, début du message transféré, début du message réexpédié,
    messaggio inoltrato, inizio messaggio inoltrato, mensaje reenviado,
    inicio del mensaje reenviado, mensagem encaminhada, início da mensagem encaminhada,
    doorgestuurd bericht, begin doorgestuurd bericht, vidarebefordrat meddelande,
    videresendt meddelelse, videresendt besked, videresendt melding, välitetty viesti,
    edelleenlähetetty viesti, przekazana wiadomość, wiadomość przekazana, přeposlaná zpráva,
    preposlaná správa, továbbított üzenet, továbbított levél, mesaj redirecționat,
    proslijeđena poruka, пересылаемое сообщение, пересланное сообщение,
    начало переадресованного сообщения, переслане повідомлення, προωθημένο μήνυμα,
    iletilen mesaj, iletilmiş mesaj, הודעה שהועברה, رسالة معاد توجيهها, thư chuyển tiếp,
    pesan terusan, pesan yang diteruskan, 転送メッセージ, 転送されたメッセージ, 전달된 메시지,
    전달된 메일, 转发的邮件, 轉寄的郵件, 转发邮件, 轉發郵件, 转发邮件信息, 已转发邮件,
    已轉寄郵件, 转发的消息, 轉寄的訊息, 转发消息, 转发信息, 以下是转发的邮件, 开始转发的邮件
""")

# Our own or another desk's mark: what the customer wrote is above.
ANSWER_ABOVE = phrases(r"""
    (?:reply|write|answer|respond|type your (?:reply|response)) above (?:this|the) line,
    oberhalb dieser (?:linie|zeile), au-dessus de cette ligne, por encima de esta línea,
    sopra questa (?:linea|riga), acima desta linha, boven deze (?:lijn|regel), 请在此线以上回复,
    请在此行(?:以上|上方)回复, 請在此行(?:以上|上方)回覆, 在此线上方(?:回复|填写), この行より上に
""")

# Subjects of forwarded mail.
FORWARD_PREFIXES = phrases("""
    fwd, fw, wg, tr, rv, enc, i, vl, vb, doorst, pd, pb, tov, továbbítás, ilt, iletisi,
    i̇lt, trs, пересл, пер, 转发, 轉寄, 轉發, 转寄, 転送, 전달
""")

# What an attribution line says of the writer: "... wrote:".
WROTE = phrases(r"""
    missatge de, napisana przez, napisala, napísala, napsala, napisao je, kirjutas, escrivia,
    wrote, writes, said, sent, schrieb, schrieben, a écrit, a ecrit, ha scritto, scrive,
    escribi[oó], escreveu, schreef, geschreven, skrev, kirjoitti, napisał, napisała, pisze,
    napsal, napsala, napísal, napísala, írta, a scris, je napisao, je napisala, napisao, pisal,
    pisala, написал, написала, пишет, написав, писал, писала, пише, написа, έγραψε, yazdı,
    yazmış, כתב, כתבה, كتب, đã viết, viết, menulis, tulis, เขียนว่า, เขียน, va escriure,
    kirjutas, rakstīja, parašė, rašė, a raspuns, répondit, 写道, 寫道, 撰写, 撰寫, 写到,
    書きました, のメール, が書いた, 님이 작성, 작성, 님이 씀
""")

# How an attribution starts when it starts with a word.
ATTRIBUTION_STARTS = phrases(r"""
    on, at, in, am, den, le, il, el, em, op, på, dne, dňa, w dniu, dnia, w, in data, no dia,
    dana, la data de, în, pe, στις, la, a, i, у, в, на, vào, vào lúc, pada, เมื่อ, בתאריך, ב, في,
    el dia, kuupäeval, tarihinde, du, d\., dn, u, v, ti, ke, to, su, ma, quoting, zitat von, 在,
    于, 於, the, le:
""")

# Weekdays, cut to how they start: "Mon", "周".
WEEKDAYS = phrases("""
    mon, tue, wed, thu, fri, sat, sun, mo, di, mi, do, fr, sa, so, lun, mar, mer, jeu, ven, sam,
    dim, gio, sab, dom, mié, mie, jue, vie, sáb, seg, ter, qua, qui, sex, maa, din, woe, don, vri,
    zat, zon, ma, wo, vr, za, zo, mån, tis, ons, tors, tor, fre, lör, sön, man, tir, lør, søn, pon,
    wt, śr, czw, pt, sob, niedz, ndz, po, út, st, čt, pá, ne, pn, пн, вт, ср, чт, пт, сб, вс, нд,
    пнд, понед, втор, сред, четв, пятн, субб, воскр, 周, 星期, 月, 火, 水, 木, 金, 土, 日
""")

# Lines a phone or a program adds below the text (regular expressions).
SENT_FROM = phrases(r"""
    sent from, sent via, sent using, sent with, sent by, get outlook for, download outlook,
    envoyé de, envoyé depuis, envoyé à partir, envoyé avec, envoyé par, télécharge[rz] outlook,
    obtenir outlook, obtenez outlook, provenance, gesendet von, gesendet mit,
    von meinem .+? gesendet, von .+? gesendet, diese nachricht wurde von, holen sie sich outlook,
    outlook für, enviado desde, enviado do, enviado de, enviado a partir, enviado via, enviado por,
    enviado con, obtener outlook, obter o outlook, inviato da, inviato dal, inviato con,
    scarica outlook, ottieni outlook, verzonden vanaf, verzonden met, verstuurd vanaf,
    verstuurd met, verzonden via, outlook voor, skickat från, skickat med, skickades från,
    hämta outlook, sendt fra, sendt via, sendt med, sendt fra min, hent outlook, lähetetty, lähetä,
    hanki outlook, wysłane z, wysłano z, pobierz outlook, odesláno z, odoslané z, stáhnout outlook,
    získat outlook, elküldve, küldve, az .+? küldve, trimis de pe, trimis din, poslano s,
    poslano z, отправлено с, отправлено из, отправлено через, надіслано з, изпратено от,
    στάλθηκε από, αποστολή από, gönderildi, نشر من, أرسلت من, أُرسلت من, تم الإرسال من, נשלח מ,
    được gửi từ, đã gửi từ, dikirim dari, ส่งจาก, iphoneから送信, ipadから送信, .+?から送信,
    .+?에서 보냄, .+?에서 전송, 来自qq邮箱, 来自 qq 邮箱, 来自网易邮箱, 来自163邮箱,
    由网易邮箱大师, 发自我的, 发自, 發自我的, 從我的, 从我的, 来自我的, 來自我的, 发送自, 傳送自,
    获取 ?outlook, 取得 .+? outlook, 下载 ?outlook, 签名由
""")
