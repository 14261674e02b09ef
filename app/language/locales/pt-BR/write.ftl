# O formulário que grava itens.

write-loading = Carregando as tabelas…
write-no-table = Não há tabela em que gravar
write-no-table-hint = O endpoint não tem tabelas, ou nenhuma é acompanhada. Crie uma, ou inicie o Afterimage com |--table NOME|.
write-closed = O formulário está fechado: este servidor só lê.
write-closed-how = Para gravar em { $endpoint } daqui, pare o Afterimage e inicie-o de novo com
write-closed-until = Até lá, os itens podem ser |lidos|.
write-legend = O item a gravar
write-pending = Gravando…
write-table = Tabela
write-key-unknown = A tabela ainda não foi descrita, por isso a chave só é verificada na gravação.
write-keyed-by = Chave: { $partition }.
write-keyed-by-two = Chave: { $partition } e { $sort }.
write-action = Ação
write-put = Gravar
write-update = Atualizar
write-delete = Excluir
write-put-item = Gravar item
write-update-item = Atualizar item
write-delete-item = Excluir item
write-put-about = Grava o item inteiro e substitui o que estiver lá.
write-update-about = Envia só os atributos que diferem do item como foi carregado.
write-delete-about = Exclui o item que os atributos da chave indicam; os outros atributos não são enviados.
write-item = Item
write-use-template = Usar modelo
write-load = Carregar como está agora
write-notation = Notação
write-replaced = O que você tinha digitado foi substituído.
write-bring-back = Trazer de volta
write-go-there = Ir até lá
write-size-label = Tamanho do item
write-size = { $size } dos 400 KB que o DynamoDB guarda em um item
write-size-unknown = O tamanho é contado assim que o texto estiver legível.
write-size-delete = Só os atributos da chave são enviados.
write-loading-item = Carregando…
write-not-loaded = Não foi possível carregar o item: { $why }
write-nothing-loaded = Nada foi carregado: { $why }
write-no-such-item = Não há tal item agora: gravar o criaria.
write-not-converted = Não foi convertido, porque o texto como está não é legível: { $why }
write-json-syntax = JSON inválido: { $why }
write-json-object = deve ser um objeto JSON de atributos
write-json-deep = aninhado além dos { $most } níveis que o DynamoDB guarda
write-json-twice = este nome aparece duas vezes
write-json-empty-set = um conjunto não pode ser vazio; em vez disso, deixe o atributo de fora
write-json-base64 = base64 inválido: { $why }
write-json-one-tag = deve ser um objeto com exatamente uma marca de tipo, como {"{"}"S": "texto"{"}"} ou {"{"}"N": "1.5"{"}"}
write-json-unknown-tag = marca de tipo desconhecida { $tag }: as marcas são S, N, B, BOOL, NULL, L, M, SS, NS e BS
write-json-string = deve ser uma string JSON
write-json-array = deve ser um array JSON
write-json-bare-number = um número é escrito como string JSON, {"{"}"N": "1.5"{"}"}, para preservar cada dígito
write-json-bool = BOOL aceita true ou false
write-json-null = NULL aceita true
write-json-map = M aceita um objeto
write-json-unknown-form = { $name } não é $b, $n, $ss, $ns nem $bs; um mapa só com este nome se escreve {"{"}"$m": {"{"}"{ $name }": …{"}"}{"}"}
write-too-large = O item tem { $size } bytes; o DynamoDB guarda no máximo { $most } (400 KB).
write-key-missing = Falta o atributo de chave { $name }: adicione-o como { $wanted ->
    [N] um número
    [B] um binário
   *[S] uma string
}.
write-key-type = O atributo de chave { $name } é { $is ->
    [N] um número
    [B] um binário
    [BOOL] um booleano
    [NULL] um nulo
    [L] uma lista
    [M] um mapa
    [SS] um conjunto de strings
    [NS] um conjunto de números
    [BS] um conjunto de binários
   *[S] uma string
}; nesta tabela ele é { $wanted ->
    [N] um número
    [B] um binário
   *[S] uma string
}.
write-key-empty = O atributo de chave { $name } está vazio, o que o DynamoDB não permite.
write-load-first = Carregue o item antes: uma atualização envia o que difere do item como foi carregado.
write-key-changed = Uma atualização não pode alterar a chave: carregue aquele item, ou grave este como um item novo.
write-nothing-differs = Nada difere do item como foi carregado: não há nada a enviar.
write-only-if-absent = Só se não existir item com esta chave
write-preview = O que vai mudar
write-preview-nothing = Ainda não há com o que comparar. Escreva a chave e escolha “Carregar como está agora”: a atualização então envia o que você alterar.
write-preview-unreadable = Aparece assim que o texto estiver legível.
write-taken = O DynamoDB aceitou.
write-written = { $count ->
    [0] { $shown } atributos gravados.
    [one] { $shown } atributo gravado.
   *[other] { $shown } atributos gravados.
}
write-see-change = Veja a alteração { $id }
write-arrived = , que chegou pelo stream.
write-not-arrived = Nenhuma alteração chegou ainda: o stream pode estar desligado, ou nada diferia. A página do item a mostrará.
write-timeline = Linha do tempo de { $item }
