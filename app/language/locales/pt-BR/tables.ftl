# As tabelas: seus streams, shards e lacunas. $shown é o que se escreve de $count.

tables-title = Tabelas
tables-loading = Carregando as tabelas…
tables-outdated = Os números abaixo não estão atualizados. { $error }
tables-none = Nenhuma tabela é acompanhada
tables-none-hint = Inicie o Afterimage com |--table NOME| para cada tabela a acompanhar, ou com |--all-tables|. Sem um endpoint, ele traz seu próprio DynamoDB com tabelas de exemplo.

# Uma tabela.
tables-state-captured = capturada
tables-state-off = stream desligado
tables-state-disabled = stream desativado
tables-state-gone = tabela inexistente
tables-state-unknown = desconhecido
tables-fact-changes = alterações
tables-fact-items = itens
tables-fact-last-change = última alteração
tables-fact-lag = leitura
tables-fact-key = chave
tables-fact-ttl = tempo de vida
tables-fact-gaps = lacunas
tables-fact-view-type = tipo de visualização
tables-fact-stream = stream
tables-no-change-yet = nenhuma ainda
tables-key-unknown = ainda não descrita
tables-ttl-off = desligado
tables-no-stream = nenhum
tables-no-view-type = nenhum
tables-advice-off = A tabela não tem stream, então nada do que acontece com ela é capturado. Ligue o stream; a captura começa sozinha na próxima alteração.
tables-advice-disabled = O stream foi desligado. O que ele ainda contém é lido durante 24 horas; o que acontece agora não é capturado. Religado, é um novo stream, e as linhas do tempo dos itens continuam.
tables-advice-gone = A tabela não está mais no endpoint. Seu histórico permanece aqui; se ela for criada de novo com um stream, as linhas do tempo dos itens continuam.
tables-advice-unknown = O estado do stream não é conhecido: { $reason } Ele é consultado de novo automaticamente.
tables-advice-command = Comando para { $table }
tables-copy = Copiar

# A chave do stream.
tables-stream-read-only = Este servidor somente lê: inicie-o com --allow-writes para ligar e desligar streams daqui.
tables-stream-working = Consultando o DynamoDB…
tables-stream-turn-off = Desligar o stream…
tables-stream-off-means = O que acontecer com { $table } a partir daí não será capturado.
tables-stream-off-yes = Desligar
tables-stream-off-no = Manter ligado
tables-stream-carries = O que os registros do stream contêm
tables-stream-turn-on = Ligar o stream
tables-carries-key = somente a chave
tables-carries-new = o item depois da alteração
tables-carries-old = o item antes da alteração
tables-carries-both = o item antes e depois

# A linha de base.
tables-baseline = Linha de base
tables-baseline-take = Fazer uma linha de base
tables-baseline-taking = Fazendo uma linha de base…
tables-baseline-purpose = Lê a tabela inteira uma vez e arquiva os itens mais antigos que a captura.
tables-baseline-after-gap = Uma lacuna engoliu alterações: uma linha de base arquiva cada item que já não está como é conhecido aqui.
tables-baseline-done = Linha de base de { $scanned }, { $added },
tables-baseline-of = leitura: { $scanned } de cerca de { $expected }, { $added }
tables-baseline-so-far = leitura: { $scanned }, { $added }
tables-baseline-added = { $count ->
    [one] { $shown } arquivado
   *[other] { $shown } arquivados
}

# O envio de um modelo de dados.
tables-model = Criar tabelas a partir de um modelo do NoSQL Workbench
tables-model-about = Escolha um modelo de dados exportado pelo NoSQL Workbench (JSON). Suas tabelas são criadas com os índices, com os streams ligados e com os dados de exemplo. As tabelas que já existem ficam como estão.
tables-model-file = Arquivo do modelo
tables-model-read-only = Este servidor somente lê: inicie-o com --allow-writes para criar tabelas daqui.
tables-model-working = Criando as tabelas…
tables-model-too-large = O arquivo tem mais de { $kilobytes } kB, o máximo que pode ser enviado. Em vez disso, inicie o servidor com --model ARQUIVO.
tables-model-unreadable = O navegador não conseguiu ler o arquivo.
tables-model-outcome = Modelo de dados { $model }:
tables-model-created = A tabela { $table } foi criada com { $items }.
tables-model-created-indexed = A tabela { $table } foi criada com { $items } e { $indexes }.
tables-model-items = { $count ->
    [one] { $count } item de exemplo
   *[other] { $count } itens de exemplo
}
tables-model-indexes = { $count ->
    [one] { $count } índice
   *[other] { $count } índices
}
tables-model-left-alone = Já existe uma tabela { $table }: ela ficou como está.
tables-model-not-followed = Ela não é acompanhada: inicie o servidor também com --table { $table }.

# Os shards.
tables-shards = Shards
tables-of-table = de { $table }
tables-shards-of = Shards de { $table }
tables-shards-none = Nenhum shard é conhecido ainda.
tables-shards-as = Shards como
tables-as-graph = Grafo
tables-as-rows = Tabela
tables-standing-reading = em leitura
tables-standing-draining = esgotando
tables-standing-waiting = aguardando
tables-standing-drained = esgotado
tables-standing-trimmed = descartado
tables-failing = falhando
tables-draining-failing = esgotando, falhando
tables-trimmed-unlisted = descartado, não mais listado
tables-count-failing = { $count ->
   *[other] { $shown } falhando
}
tables-count-reading = { $count ->
   *[other] { $shown } em leitura
}
tables-count-draining = { $count ->
   *[other] { $shown } esgotando
}
tables-count-waiting = { $count ->
   *[other] { $shown } aguardando
}
tables-count-drained = { $count ->
    [one] { $shown } esgotado
   *[other] { $shown } esgotados
}
tables-count-trimmed = { $count ->
    [one] { $shown } descartado
   *[other] { $shown } descartados
}
tables-fold-drained = { $count ->
    [one] { $shown } shard esgotado
   *[other] { $shown } shards esgotados
}
tables-about-failing = Ele não pode ser lido no momento. Os outros shards continuam sendo lidos.
tables-about-reading = Ele recebe alterações, e elas são lidas à medida que chegam.
tables-about-draining = Ele não recebe mais alterações; o que ainda contém está sendo lido.
tables-about-waiting = Ele é lido quando o shard pai se esgota, para que as alterações fiquem em ordem.
tables-about-drained = Ele não recebe mais alterações, e tudo o que continha está arquivado.
tables-about-trimmed = O stream o indica como pai e não o lista mais: seus registros têm mais de 24 horas.
tables-nothing-missing = Até onde se sabe, nada dele está faltando.
tables-caught-up = em dia
tables-behind = { $lag } de atraso
tables-lag-unknown = ainda desconhecido
tables-lag-waiting = { $lag }, { $shards } aguardando
tables-lag-failing = desconhecido, { $shards } falhando
tables-progress-failing = desconhecido enquanto falha
tables-progress-unread = ainda não lido
tables-progress-waiting = pelo shard pai
tables-progress-drained = tudo arquivado
tables-progress-trimmed = não mais listado
tables-caught-up-at = em dia até
tables-since = desde
tables-gap = lacuna
tables-label = { $shard }: { $state }
tables-label-gap = { $shard }: { $state }, com uma lacuna
tables-graph-label = Shards de { $table }: as setas movem, Enter abre
tables-graph-hint = Aponte para um shard, ou vá até ele com as setas. Enter o abre.
tables-stream = Stream

# O shard que está sendo visto.
tables-the-shard = O shard
tables-close = Fechar (Esc)
tables-copy-id = Copiar id
tables-shard-unknown = O shard deste endereço não é conhecido, ou não é mais.
tables-gap-note = Registros dele foram descartados antes de serem lidos: |veja as lacunas|.
tables-fold-note = Eles não recebem mais alterações, e o que continham está arquivado. Os shards ficam listados por cerca de um dia. |A tabela| lista cada um.
tables-tried-again = A leitura é tentada de novo automaticamente.
tables-fact-behind = leitura
tables-fact-last-read = última leitura
tables-fact-checkpoint = checkpoint
tables-fact-parent = pai
tables-fact-children = filhos
tables-no-parent = nenhum é indicado
tables-no-child-yet = nenhum ainda
tables-more-children = e mais { $count }
tables-no-checkpoint-yet = nenhum ainda
tables-not-read-since-start = nenhuma desde o início

# Colunas e páginas das listas.
tables-column-table = Tabela
tables-column-why = Motivo
tables-column-noticed = Percebida
tables-column-after = Depois de
tables-column-until = Até
tables-column-shard = Shard
tables-column-state = Estado
tables-column-behind = Atraso
tables-column-caught-up-at = Em dia até
tables-column-last-read = Última leitura
tables-column-parent = Pai
tables-column-checkpoint = Checkpoint
tables-column-last-error = Último erro
tables-page = { $from } a { $until } de { $shards }
tables-page-back = Anterior
tables-page-next = Próxima

# As lacunas.
tables-gaps = Lacunas
tables-gaps-none = Nenhuma. Um stream guarda seus registros por 24 horas; se algum fosse descartado antes de ser lido, o trecho apareceria aqui.
tables-gap-from-beginning = o início do shard
tables-gap-until-unknown = desconhecido
tables-gap-trimmed = registros com mais de 24 horas foram descartados sem leitura
tables-gap-shard-gone = o shard foi descartado antes de ser lido até o fim
tables-gap-stream-gone = o stream foi excluído antes de ser lido até o fim
